import { REQUEST_CODE } from '../codes/request-code.js';
import type { SubjectPolicies } from './auth-policy.js';
import { defineApi, type Api } from './define-api.js';
import { jsonRequest } from './json-request.js';

/*
 * Broker from 5.3.0. Java: CreateAclRequestHeader, UpdateAclRequestHeader, AclInfo. Both need Update on the cluster, and both
 * do the same: an entry replaces the one of its type and resource, all others stay. The subject must exist.
 * request := ext subject="User:<name>" · body {subject, policies: [{policyType, entries: [...]}]}
 */
export const createPolicies = putPolicies(REQUEST_CODE.AUTH_CREATE_ACL);
export const updatePolicies = putPolicies(REQUEST_CODE.AUTH_UPDATE_ACL);

function putPolicies(code: number): Api<SubjectPolicies, void> {
  return defineApi<SubjectPolicies, void>(code, {
    encode: ({ subject, policies }) => ({
      extFields: { subject },
      body: jsonRequest({ subject, policies }),
    }),
    decode: () => undefined,
  });
}
