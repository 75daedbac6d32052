import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';
import { jsonRequest } from './json-request.js';

/*
 * Broker from 5.3.0. Java: CreateAclRequestHeader, AclInfo. Needs Update on the cluster. Lets a user publish to every topic, and
 * nothing else.
 * request := ext subject="User:<name>" · body {subject, policies: [{policyType, entries: [{resource, actions, decision}]}]}
 */
export const allowPublish = defineApi<{ username: string }, void>(REQUEST_CODE.AUTH_CREATE_ACL, {
  encode: ({ username }) => {
    const subject = `User:${username}`;
    const entry = { resource: 'Topic:*', actions: ['Pub'], decision: 'Allow' };
    return {
      extFields: { subject },
      body: jsonRequest({ subject, policies: [{ policyType: 'Custom', entries: [entry] }] }),
    };
  },
  decode: () => undefined,
});
