import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { ResponseError } from '../errors.js';
import { defineApi } from './define-api.js';
import { jsonRequest } from './json-request.js';

/*
 * Broker from 5.3.0. Java: UpdateUserRequestHeader, UserInfo. Needs Update on the cluster. Acts on the next request, on open
 * connections too, unless the broker caches who was let in (StatefulAuthenticationStrategy, 60 s).
 * request := ext username · body {username, userStatus: "disable"}; what is absent stays
 */
export const disableUser = defineApi<{ username: string }, void>(REQUEST_CODE.AUTH_UPDATE_USER, {
  encode: ({ username }) => ({
    extFields: { username },
    body: jsonRequest({ username, userStatus: 'disable' }),
  }),
  decode: () => undefined,
});

/** Whether this is how a broker says that there is no such user. */
export function isUserAbsent(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    error.responseCode === RESPONSE_CODE.NO_PERMISSION &&
    /user is not exist/i.test(error.remark)
  );
}
