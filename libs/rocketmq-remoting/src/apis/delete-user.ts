import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';

/*
 * Broker from 5.3.0. Java: DeleteUserRequestHeader. Needs Update on the cluster. Deletes the user's policies as well; no error
 * when there is no such user.
 * request := ext username
 */
export const deleteUser = defineApi<{ username: string }, void>(REQUEST_CODE.AUTH_DELETE_USER, {
  encode: ({ username }) => ({ extFields: { username } }),
  decode: () => undefined,
});
