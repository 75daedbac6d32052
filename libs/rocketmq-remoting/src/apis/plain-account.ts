import type { JsonValue } from '../wire/fast-json.js';
import { objectOf, optionalArrayOf, textOf } from './answer-fields.js';

/**
 * An account of plain ACL (4.4 to 5.3.2), whole. Java: PlainAccessConfig. Rights are written `DENY`, `PUB`, `SUB` or
 * `PUB|SUB`; brokers read anything else as `DENY`.
 */
export interface PlainAccount {
  /** 7 characters at least, as the secret. */
  accessKey: string;
  secretKey: string;
  /** Addresses from which nobody has to sign, such as `10.0.0.*`; empty = none. */
  whiteRemoteAddress: string;
  /** May change topics, groups and settings of the broker. */
  admin: boolean;
  /** The right on topics that `topicPerms` does not name. */
  defaultTopicPerm: string;
  /** The right on consumer groups that `groupPerms` does not name: `DENY` or `SUB`. */
  defaultGroupPerm: string;
  /** `topic=right` each. */
  topicPerms: readonly string[];
  /** `group=right` each. */
  groupPerms: readonly string[];
}

/** Reads one `PlainAccessConfig` of an answer; what a file leaves out is what brokers take it for. */
export function readPlainAccount(value: JsonValue): PlainAccount {
  const account = objectOf(value, 'account');
  const text = (name: string, absent: string): string => textOf(account[name] ?? absent, name);
  const texts = (name: string): string[] =>
    optionalArrayOf(account[name], name).map((item) => textOf(item, name));
  return {
    accessKey: text('accessKey', ''),
    secretKey: text('secretKey', ''),
    whiteRemoteAddress: text('whiteRemoteAddress', ''),
    admin: account['admin'] === true,
    defaultTopicPerm: text('defaultTopicPerm', 'DENY'),
    defaultGroupPerm: text('defaultGroupPerm', 'DENY'),
    topicPerms: texts('topicPerms'),
    groupPerms: texts('groupPerms'),
  };
}
