import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { defineApi } from './define-api.js';

/*
 * Broker. Java: DeleteAccessConfigRequestHeader (4.5.2 to 5.3.2). Acts on the next request, on open connections too.
 * request := ext accessKey
 * answer  := 210 when there is no such account
 */
export const deletePlainAccount = defineApi<{ accessKey: string }, void>(REQUEST_CODE.DELETE_ACL_CONFIG, {
  accepts: [RESPONSE_CODE.SUCCESS, RESPONSE_CODE.DELETE_ACL_CONFIG_FAILED],
  encode: ({ accessKey }) => ({ extFields: { accessKey } }),
  decode: () => undefined,
});
