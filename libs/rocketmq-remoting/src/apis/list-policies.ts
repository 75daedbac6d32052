import { REQUEST_CODE } from '../codes/request-code.js';
import { parseFastJson } from '../wire/fast-json.js';
import { arrayOf } from './answer-fields.js';
import { readSubjectPolicies, type SubjectPolicies } from './auth-policy.js';
import { defineApi } from './define-api.js';
import { LazyTable, type TableAnswer } from './lazy-table.js';

/** The rules of all subjects of one broker. */
export interface AuthPolicies extends TableAnswer {
  readonly subjects: readonly SubjectPolicies[];
}

/*
 * Broker from 5.3.0. Java: ListAclsRequestHeader, AclInfo. Needs Get on the cluster.
 * answer := body [{subject, policies: [{policyType, entries: [{resource, actions, sourceIps, decision}]}]}]; no body when
 *           there are none
 */
export const listPolicies = defineApi<void, AuthPolicies>(REQUEST_CODE.AUTH_LIST_ACL, {
  encode: () => ({}),
  decode: (answer) => new LazyAuthPolicies(answer.body),
});

class LazyAuthPolicies extends LazyTable<readonly SubjectPolicies[]> implements AuthPolicies {
  get subjects(): readonly SubjectPolicies[] {
    return this.content;
  }

  protected read(body: Buffer): readonly SubjectPolicies[] {
    return body.length === 0 ? [] : arrayOf(parseFastJson(body), 'acls').map(readSubjectPolicies);
  }
}
