import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';
import type { PlainAccount } from './plain-account.js';

/*
 * Broker. Java: CreateAccessConfigRequestHeader (4.5.2 to 5.3.2). Creates the account, or overwrites it; serves it at once.
 * The broker rewrites its plain_acl.yml with it. Any account may ask for it. A refusal can repeat the secret.
 * request := ext accessKey, secretKey, whiteRemoteAddress, admin, defaultTopicPerm, defaultGroupPerm, topicPerms, groupPerms
 */
export const putPlainAccount = defineApi<PlainAccount, void>(REQUEST_CODE.UPDATE_AND_CREATE_ACL_CONFIG, {
  encode: (account) => ({
    extFields: {
      accessKey: account.accessKey,
      secretKey: account.secretKey,
      whiteRemoteAddress: account.whiteRemoteAddress,
      admin: account.admin,
      defaultTopicPerm: account.defaultTopicPerm,
      defaultGroupPerm: account.defaultGroupPerm,
      topicPerms: listText(account.topicPerms),
      groupPerms: listText(account.groupPerms),
    },
  }),
  decode: () => undefined,
  secretsOf: ({ secretKey }) => [secretKey],
});

/** Brokers keep an old list when there is none in the request, and refuse an empty text: a lone comma is the empty list. */
function listText(items: readonly string[]): string {
  return items.length === 0 ? ',' : items.join(',');
}
