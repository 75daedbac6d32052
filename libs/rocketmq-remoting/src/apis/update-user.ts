import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { ResponseError } from '../errors.js';
import type { AuthUserChange } from './auth-user.js';
import { defineApi } from './define-api.js';
import { jsonRequest } from './json-request.js';

/*
 * Broker from 5.3.0. Java: UpdateUserRequestHeader, UserInfo. Needs Update on the cluster; a Super user for a Super user. Acts
 * on the next request, on open connections too, unless the broker caches who was let in (StatefulAuthenticationStrategy, 60 s).
 * request := ext username · body {username, password, userType, userStatus}; what is absent stays
 */
export const updateUser = defineApi<AuthUserChange, void>(REQUEST_CODE.AUTH_UPDATE_USER, {
  encode: ({ username, password, userType, userStatus }) => ({
    extFields: { username },
    body: jsonRequest({ username, password, userType, userStatus }),
  }),
  decode: () => undefined,
  secretsOf: ({ password }) => (password === undefined ? [] : [password]),
});

/** Whether this is how a broker says that there is no such user. */
export function isUserAbsent(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    error.responseCode === RESPONSE_CODE.NO_PERMISSION &&
    /user is not exist/i.test(error.remark)
  );
}
