import { REQUEST_CODE } from '../codes/request-code.js';
import { jsonBody } from './answer-fields.js';
import { readAuthUser, type AuthUser } from './auth-user.js';
import { defineApi } from './define-api.js';

/*
 * Broker from 5.3.0. Java: GetUserRequestHeader, UserInfo. Needs Get on the cluster.
 * request := ext username
 * answer  := body {username, password, userType, userStatus}; no body when there is no such user
 */
export const getUser = defineApi<{ username: string }, AuthUser | null>(REQUEST_CODE.AUTH_GET_USER, {
  encode: ({ username }) => ({ extFields: { username } }),
  decode: (answer) => (answer.body.length === 0 ? null : readAuthUser(jsonBody(answer))),
});
