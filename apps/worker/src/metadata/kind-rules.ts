import {
  canonical,
  carryAccount,
  carryGroup,
  carryTopic,
  observeAccount,
  observeGroup,
  observeTopic,
  permText,
  plainDigest,
  ruleKey,
  type AccountValue,
  type AuthAccountValue,
  type AuthRule,
  type BothSides,
  type Digest,
  type GroupValue,
  type PlacedAccount,
  type PlainAccountValue,
  type PlainRight,
  type TopicSettings,
  type TopicValue,
} from '@slipstream/replication';
import type { ConsumerGroupChange, ConsumerGroupConfig, TopicConfig } from '@slipstream/rocketmq-remoting';
import { nameOn, type BrokerCall, type ItemNames, type KindRules } from './item-look.js';
import type { MetadataClient, SideTables } from './side-tables.js';

/** What rules of a kind are made with, for one item. */
export interface RuleContext {
  names: ItemNames;
  clients: BothSides<MetadataClient>;
  tables: BothSides<SideTables>;
}

/** A broker with thousands of topics takes its time to store them all. */
const SLOW = { timeoutMs: 10_000 };

/** How a topic is looked at and written. */
export function topicRules({ names, clients, tables }: RuleContext): KindRules<TopicConfig, TopicValue> {
  return {
    table: (side) => side.topics,
    observe: (perBroker, side) =>
      observeTopic(
        new Map(
          [...perBroker].map(([broker, config]) => [
            broker,
            settingsOf(config, tables[side].takesAttributes),
          ]),
        ),
      ),
    fingerprint: (value) => plainDigest(canonical(value)),
    carry: (from, value, to, brokers) =>
      carryTopic(from, value, to, {
        brokers,
        takesAttributes: tables[from === 'SOURCE' ? 'TARGET' : 'SOURCE'].takesAttributes,
      }),
    write: (side, value, current) =>
      Object.entries(value.queues).flatMap(([broker, queues]): BrokerCall[] => {
        const before = current.get(broker);
        const attributes = changedAttributes(value.attributes, before?.attributes ?? {});
        const config: TopicConfig = {
          topicName: nameOn(names, side),
          readQueueNums: queues.read,
          writeQueueNums: queues.write,
          perm: value.perm,
          topicFilterType: value.filterType,
          topicSysFlag: before?.topicSysFlag ?? 0,
          order: value.order,
          attributes,
        };
        const isSame = before !== undefined && canonical(plain(before)) === canonical(plain(config));
        if (isSame && Object.keys(attributes).length === 0) return [];
        return [() => clients[side].createTopic(broker, config, SLOW)];
      }),
    remove: (side, brokers) => [() => clients[side].deleteTopic(nameOn(names, side), { brokers, ...SLOW })],
  };
}

function settingsOf(config: TopicConfig, hasAttributes: boolean): TopicSettings {
  return {
    readQueueNums: config.readQueueNums,
    writeQueueNums: config.writeQueueNums,
    perm: config.perm,
    order: config.order ?? false,
    filterType: config.topicFilterType ?? 'SINGLE_TAG',
    attributes: hasAttributes ? (config.attributes ?? {}) : null,
  };
}

const plain = (config: TopicConfig): object => ({ ...config, attributes: undefined });

/** Attributes to set; one that has its default already is not named, since older brokers may not know it. */
function changedAttributes(
  wanted: Readonly<Record<string, string>> | null,
  current: Readonly<Record<string, string>>,
): Record<string, string> {
  const defaults: Readonly<Record<string, string>> = { 'message.type': 'NORMAL', 'reserve.time': '-1' };
  const entries = Object.entries(wanted ?? {}).filter(
    ([name, value]) => (current[name] ?? defaults[name]) !== value,
  );
  return Object.fromEntries(entries);
}

/** How a consumer group is looked at and written. */
export function groupRules(
  { names, clients }: RuleContext,
  known: BothSides<ReadonlySet<string> | null>,
): KindRules<ConsumerGroupConfig, GroupValue> {
  return {
    table: (side) => side.groups,
    observe: (perBroker) =>
      observeGroup(new Map([...perBroker].map(([broker, { settings }]) => [broker, settings]))),
    fingerprint: (value) => plainDigest(canonical(value)),
    carry: (from, value, to, brokers) =>
      carryGroup(from, value, to, { brokers, known: known[from === 'SOURCE' ? 'TARGET' : 'SOURCE'] }),
    write: (side, value, current) =>
      value.brokers.flatMap((broker): BrokerCall[] => {
        const before = current.get(broker);
        if (before !== undefined && canonical(before.settings) === canonical(value.settings)) return [];
        const change = groupChange(nameOn(names, side), value, before);
        return [() => clients[side].putConsumerGroup(broker, change, SLOW)];
      }),
    remove: (side, brokers) =>
      brokers.map(
        (broker) => () =>
          clients[side].deleteConsumerGroup(broker, nameOn(names, side), { cleanOffsets: true }, SLOW),
      ),
  };
}

function groupChange(
  groupName: string,
  { settings }: GroupValue,
  before: ConsumerGroupConfig | undefined,
): ConsumerGroupChange {
  const wanted = attributesOf(settings['attributes']);
  const removedAttributes = attributesOf(before?.settings['attributes']).filter(
    (name) => !wanted.includes(name),
  );
  return { groupName, settings, removedAttributes };
}

function attributesOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** How an account is looked at and written. */
export function accountRules(
  { names, clients, tables }: RuleContext,
  digest: Digest,
): KindRules<AccountValue, PlacedAccount> {
  const name = names.sourceName;
  return {
    table: (side) => side.accounts,
    observe: observeAccount,
    fingerprint: (value) => digest(canonical(value)),
    carry: (from, value, to, brokers) =>
      carryAccount(from, value, to, {
        name,
        brokers,
        control: tables[from === 'SOURCE' ? 'TARGET' : 'SOURCE'].control,
      }),
    write: (side, { account, brokers }, current) =>
      brokers.flatMap((broker): BrokerCall[] => {
        const before = current.get(broker);
        if (before !== undefined && canonical(before) === canonical(account)) return [];
        const { accounts } = clients[side];
        return [
          account.type === 'PLAIN'
            ? () => accounts.putPlain(broker, plainAccount(name, account))
            : () => writeUser(accounts, broker, name, account, before?.type === 'AUTH' ? before : null),
        ];
      }),
    remove: (side, brokers) =>
      brokers.map((broker) => () => {
        const { accounts } = clients[side];
        return tables[side].control === 'PLAIN'
          ? accounts.deletePlain(broker, name)
          : accounts.deleteUser(broker, name);
      }),
  };
}

function plainAccount(
  accessKey: string,
  { secret, admin, whiteRemoteAddress, defaultTopic, defaultGroup, topics, groups }: PlainAccountValue,
): Parameters<MetadataClient['accounts']['putPlain']>[1] {
  const texts = (perms: Readonly<Record<string, PlainRight>>): string[] =>
    Object.entries(perms).map(([name, right]) => `${name}=${permText(right)}`);
  return {
    accessKey,
    secretKey: secret,
    whiteRemoteAddress,
    admin,
    defaultTopicPerm: permText(defaultTopic),
    defaultGroupPerm: permText(defaultGroup),
    topicPerms: texts(topics),
    groupPerms: texts(groups),
  };
}

/** Rules that are to go are taken away before others are given: what was forbidden is forbidden first. */
async function writeUser(
  accounts: MetadataClient['accounts'],
  broker: string,
  username: string,
  { secret, userType, userStatus, rules }: AuthAccountValue,
  before: AuthAccountValue | null,
): Promise<void> {
  if (secret === null) throw new Error(`the password of ${username} is not known`);
  const user = { username, password: secret, userType, userStatus };
  await (before === null ? accounts.createUser(broker, user) : accounts.updateUser(broker, user));
  const subject = `User:${username}`;
  const kept = new Set(rules.map(ruleKey));
  for (const rule of before?.rules ?? [])
    if (!kept.has(ruleKey(rule)))
      await accounts.deletePolicies(broker, {
        subject,
        resource: rule.resource,
        policyType: rule.policyType,
      });
  if (rules.length > 0) await accounts.updatePolicies(broker, { subject, policies: byType(rules) });
}

function byType(
  rules: readonly AuthRule[],
): Parameters<MetadataClient['accounts']['updatePolicies']>[1]['policies'] {
  const types = [...new Set(rules.map(({ policyType }) => policyType))];
  return types.map((policyType) => ({
    policyType,
    entries: rules
      .filter((rule) => rule.policyType === policyType)
      .map(({ resource, actions, sourceIps, decision }) => ({ resource, actions, sourceIps, decision })),
  }));
}
