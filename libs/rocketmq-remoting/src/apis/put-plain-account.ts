import type { Credentials } from '../acl/sign.js';
import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';

/** An account of 4.x plain ACL that is no administrator. Names and secrets have 7 characters at least. */
export interface PlainAccount extends Pick<Credentials, 'accessKey' | 'secretKey'> {
  topicPerm: 'DENY' | 'PUB' | 'SUB' | 'PUB|SUB';
  groupPerm: 'DENY' | 'SUB';
}

/*
 * Broker. Java: CreateAccessConfigRequestHeader (4.5.2 to 5.3.2). Creates the account, or overwrites it; serves it at once.
 * The broker rewrites its plain_acl.yml with it. Any account may ask for it.
 * request := ext accessKey, secretKey, whiteRemoteAddress, admin, defaultTopicPerm, defaultGroupPerm
 */
export const putPlainAccount = defineApi<PlainAccount, void>(REQUEST_CODE.UPDATE_AND_CREATE_ACL_CONFIG, {
  encode: ({ accessKey, secretKey, topicPerm, groupPerm }) => ({
    extFields: {
      accessKey,
      secretKey,
      whiteRemoteAddress: '',
      admin: false,
      defaultTopicPerm: topicPerm,
      defaultGroupPerm: groupPerm,
    },
  }),
  decode: () => undefined,
});
