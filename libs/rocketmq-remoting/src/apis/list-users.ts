import { REQUEST_CODE } from '../codes/request-code.js';
import { parseFastJson } from '../wire/fast-json.js';
import { arrayOf } from './answer-fields.js';
import { readAuthUser, type AuthUser } from './auth-user.js';
import { defineApi } from './define-api.js';
import type { TableAnswer } from './lazy-table.js';
import { SecretTable } from './secret-table.js';

/** All users of one broker, passwords and all. */
export interface AuthUsers extends TableAnswer {
  readonly users: readonly AuthUser[];
}

/*
 * Broker from 5.3.0. Java: ListUsersRequestHeader, UserInfo. Needs Get on the cluster.
 * answer := body [{username, password, userType, userStatus}]; no body when there are none
 */
export const listUsers = defineApi<void, AuthUsers>(REQUEST_CODE.AUTH_LIST_USER, {
  encode: () => ({}),
  decode: (answer) => new LazyAuthUsers(answer.body),
});

class LazyAuthUsers extends SecretTable<readonly AuthUser[]> implements AuthUsers {
  get users(): readonly AuthUser[] {
    return this.content;
  }

  protected read(body: Buffer): readonly AuthUser[] {
    return body.length === 0 ? [] : arrayOf(parseFastJson(body), 'users').map(readAuthUser);
  }
}
