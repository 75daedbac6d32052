import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { ResponseError } from '../errors.js';
import { defineApi } from './define-api.js';

/** Which rules of a subject to delete: the one of a resource, or, without a resource, all of every type. */
export interface PoliciesToDelete {
  /** `User:name`. */
  subject: string;
  resource?: string;
  /** Of the resource's rule; default `Custom`. */
  policyType?: string;
}

/*
 * Broker from 5.3.0. Java: DeleteAclRequestHeader. Needs Update on the cluster.
 * request := ext subject, policyType, resource
 */
export const deletePolicies = defineApi<PoliciesToDelete, void>(REQUEST_CODE.AUTH_DELETE_ACL, {
  encode: ({ subject, resource, policyType }) => ({ extFields: { subject, resource, policyType } }),
  decode: () => undefined,
});

/** Whether this is how a broker says that the subject is not there, or has no rules. */
export function arePoliciesAbsent(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    error.responseCode === RESPONSE_CODE.NO_PERMISSION &&
    /The (acl|subject) is not exist/.test(error.remark)
  );
}
