import type { Credentials } from '../acl/sign.js';
import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';
import { jsonRequest } from './json-request.js';

/*
 * Broker from 5.3.0. Java: CreateUserRequestHeader, UserInfo. Needs Update on the cluster. An existing name is an error.
 * request := ext username · body {username, password, userType: "Normal", userStatus: "enable"}
 */
export const createUser = defineApi<Pick<Credentials, 'accessKey' | 'secretKey'>, void>(
  REQUEST_CODE.AUTH_CREATE_USER,
  {
    encode: ({ accessKey, secretKey }) => ({
      extFields: { username: accessKey },
      body: jsonRequest({
        username: accessKey,
        password: secretKey,
        userType: 'Normal',
        userStatus: 'enable',
      }),
    }),
    decode: () => undefined,
  },
);
