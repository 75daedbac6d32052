import { REQUEST_CODE } from '../codes/request-code.js';
import type { NewAuthUser } from './auth-user.js';
import { defineApi } from './define-api.js';
import { jsonRequest } from './json-request.js';

/*
 * Broker from 5.3.0. Java: CreateUserRequestHeader, UserInfo. Needs Update on the cluster; a Super user for a Super user. An
 * existing name is an error.
 * request := ext username · body {username, password, userType: "Normal", userStatus: "enable"}
 */
export const createUser = defineApi<NewAuthUser, void>(REQUEST_CODE.AUTH_CREATE_USER, {
  encode: ({ username, password, userType = 'Normal', userStatus = 'enable' }) => ({
    extFields: { username },
    body: jsonRequest({ username, password, userType, userStatus }),
  }),
  decode: () => undefined,
  secretsOf: ({ password }) => [password],
});
