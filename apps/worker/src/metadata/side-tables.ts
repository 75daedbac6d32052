import {
  parsePerm,
  sortRules,
  type AccountValue,
  type AuthAccountValue,
  type Clock,
  type PlainRight,
} from '@slipstream/replication';
import type {
  ConsumerGroupConfig,
  PlainAccounts,
  RocketmqClient,
  TopicConfig,
} from '@slipstream/rocketmq-remoting';
import type { MetadataSync } from '@slipstream/shared';
import type { ClusterInventory, InventoryClient } from '../flow/cluster-inventory.js';
import type { InventoryCache } from '../flow/inventory-cache.js';

/** Calls that metadata sync needs of a cluster. */
export type MetadataClient = InventoryClient &
  Pick<
    RocketmqClient,
    | 'consumerGroups'
    | 'consumerOffsets'
    | 'createTopic'
    | 'deleteTopic'
    | 'putConsumerGroup'
    | 'deleteConsumerGroup'
    | 'runtimeInfo'
  > & {
    accounts: Pick<
      RocketmqClient['accounts'],
      | 'kind'
      | 'listPlain'
      | 'putPlain'
      | 'deletePlain'
      | 'listUsers'
      | 'createUser'
      | 'updateUser'
      | 'deleteUser'
      | 'listPolicies'
      | 'updatePolicies'
      | 'deletePolicies'
    >;
  };

/** One kind of thing on all brokers of a side. */
export interface Table<Item> {
  /** Brokers whose part is seen. */
  readonly answered: readonly string[];
  /** What brokers that are listed failed of. */
  readonly failures: readonly unknown[];
  /** Equal for two looks between which nothing changed. */
  readonly version: string;
  /** By name, then by broker. Put together when first asked for. */
  readonly items: ReadonlyMap<string, ReadonlyMap<string, Item>>;
  /** When a broker's part last changed, by its clock; null when it does not say. */
  changedAt(broker: string): number | null;
}

/** Access control of a side that accounts can be carried to. */
export type Control = 'PLAIN' | 'AUTH' | 'NONE';

/** All that one side has. A kind that the task does not sync is empty. */
export interface SideTables {
  inventory: ClusterInventory;
  topics: Table<TopicConfig>;
  groups: Table<ConsumerGroupConfig>;
  accounts: Table<AccountValue>;
  control: Control;
  /** All brokers are 5.x: topics have attributes. */
  takesAttributes: boolean;
  /** Topics by group that has offsets on them; null when the task does not need to know. */
  topicsOfGroups: ReadonlyMap<string, ReadonlySet<string>> | null;
  version: string;
}

/** What is read of a side. */
export interface Wanted extends Pick<MetadataSync, 'topics' | 'groups' | 'accounts'> {
  /** Which groups have offsets on which topics. */
  offsets: boolean;
}

/** What brokers are changes only when they start again, ms. */
const BROKER_FACTS_AGE_MS = 60_000;

/**
 * Between two readings of plain accounts that have to agree, ms. A 4.x broker writes its file in place and reads it without a
 * lock (`AclUtils.writeDataObject`, `PlainPermissionManager.getAllAclConfig`): a reading in the middle lacks accounts, or all.
 */
const TORN_MS = 250;
/** Readings that disagree before the broker counts as not seen. */
const TORN_READINGS_MAX = 8;

interface BrokerFacts {
  readAt: number;
  isV5: boolean;
  control: Control;
}

/** Reads one side: one call per kind and broker; what only a restart changes is kept for a while. */
export class SideReader {
  readonly #facts = new Map<string, BrokerFacts>();
  /** Fingerprints of the plain accounts that were seen last, by broker. */
  readonly #plain = new Map<string, string>();

  constructor(
    private readonly client: MetadataClient,
    private readonly inventories: InventoryCache,
    private readonly wanted: Wanted,
    private readonly clock: Clock,
  ) {}

  /** @param maxAgeMs how old the answer about topics may be; 0 for one that was asked for after this call */
  async read(maxAgeMs: number): Promise<SideTables> {
    const { client, wanted } = this;
    const inventory = await this.inventories.read(client, maxAgeMs);
    const brokers = inventory.brokerNames;
    const facts = await Promise.all(inventory.brokers.map((broker) => this.#factsOf(broker)));
    const controls = new Set(facts.map(({ control }) => control));
    const [only] = controls;
    const control = controls.size === 1 && only !== undefined ? only : 'NONE';
    const missing = inventory.failures;
    const [groups, accounts, offsets] = await Promise.all([
      wanted.groups
        ? readTable(brokers, missing, async (broker) => {
            const table = await client.consumerGroups(broker);
            return {
              version: table.fingerprint,
              items: () => table.groups,
              changedAt: () => table.dataVersion.timestamp,
            };
          })
        : emptyTable<ConsumerGroupConfig>(),
      wanted.accounts && control !== 'NONE'
        ? readTable(brokers, missing, (broker) =>
            control === 'PLAIN' ? this.#plainAccounts(broker) : this.#authAccounts(broker),
          )
        : emptyTable<AccountValue>(),
      wanted.groups && wanted.offsets ? this.#offsets(brokers) : null,
    ]);
    const topics = topicTable(inventory, wanted.topics);
    const takesAttributes = facts.every(({ isV5 }) => isV5);
    return {
      inventory,
      topics,
      groups,
      accounts,
      control,
      takesAttributes,
      topicsOfGroups: offsets?.topics ?? null,
      version: JSON.stringify([
        inventory.version,
        groups.version,
        accounts.version,
        offsets?.version,
        control,
        takesAttributes,
        missing.length,
      ]),
    };
  }

  async #factsOf({ brokerName, address }: { brokerName: string; address: string }): Promise<BrokerFacts> {
    const key = `${brokerName} ${address}`;
    const known = this.#facts.get(key);
    if (known !== undefined && this.clock.monotonic() - known.readAt < BROKER_FACTS_AGE_MS) return known;
    const info = await this.client.runtimeInfo(brokerName);
    const isV5 = /^V[5-9]_/.test(info.get('brokerVersionDesc') ?? '');
    const kind = this.wanted.accounts ? await this.client.accounts.kind(brokerName) : 'NONE';
    // A broker with both kinds asks for both: accounts of one are refused by the other.
    const facts = {
      readAt: this.clock.monotonic(),
      isV5,
      control: kind === 'BOTH' ? ('NONE' as const) : kind,
    };
    this.#facts.set(key, facts);
    return facts;
  }

  async #plainAccounts(broker: string): Promise<TablePart<AccountValue>> {
    const table = await this.#wholePlain(broker);
    const items = (): Map<string, AccountValue> =>
      new Map(
        table.accounts.map((account) => [
          account.accessKey,
          {
            type: 'PLAIN',
            secret: account.secretKey,
            admin: account.admin,
            whiteRemoteAddress: account.whiteRemoteAddress,
            defaultTopic: parsePerm(account.defaultTopicPerm),
            defaultGroup: parsePerm(account.defaultGroupPerm),
            topics: permsOf(account.topicPerms),
            groups: permsOf(account.groupPerms),
          },
        ]),
      );
    return { version: table.fingerprint, items, changedAt: () => null };
  }

  /** The plain accounts of a broker; those that are not as they were are read again until two readings agree. */
  async #wholePlain(broker: string): Promise<PlainAccounts> {
    let table = await this.client.accounts.listPlain(broker);
    for (let reading = 1; table.fingerprint !== this.#plain.get(broker); reading++) {
      if (reading > TORN_READINGS_MAX)
        throw new Error(`The accounts of ${broker} change with every reading.`);
      await this.clock.sleep(TORN_MS);
      const again = await this.client.accounts.listPlain(broker);
      if (again.fingerprint === table.fingerprint) this.#plain.set(broker, again.fingerprint);
      table = again;
    }
    return table;
  }

  async #authAccounts(broker: string): Promise<TablePart<AccountValue>> {
    const [users, policies] = await Promise.all([
      this.client.accounts.listUsers(broker),
      this.client.accounts.listPolicies(broker),
    ]);
    const items = (): Map<string, AccountValue> => {
      const rules = new Map<string, AuthAccountValue['rules']>(
        policies.subjects.map(({ subject, policies: given }) => [
          subject,
          sortRules(
            given.flatMap(({ policyType, entries }) =>
              entries.map(({ resource, actions, sourceIps, decision }) => ({
                resource,
                policyType,
                actions: actions.toSorted(),
                sourceIps: sourceIps.toSorted(),
                decision,
              })),
            ),
          ),
        ]),
      );
      return new Map(
        users.users.map(({ username, password, userType, userStatus }) => [
          username,
          {
            type: 'AUTH',
            secret: password ?? null,
            userType,
            userStatus,
            rules: rules.get(`User:${username}`) ?? [],
          },
        ]),
      );
    };
    return { version: `${users.fingerprint} ${policies.fingerprint}`, items, changedAt: () => null };
  }

  async #offsets(
    brokers: readonly string[],
  ): Promise<{ version: string; topics: ReadonlyMap<string, ReadonlySet<string>> }> {
    const answers = await Promise.all(brokers.map((broker) => this.client.consumerOffsets(broker)));
    const topics = new Map<string, Set<string>>();
    for (const { entries } of answers)
      for (const { consumerGroup, topic } of entries) {
        const of = topics.get(consumerGroup) ?? new Set();
        topics.set(consumerGroup, of.add(topic));
      }
    // Offsets move all the time; only which group has some, on which topic, counts.
    const version = [...topics]
      .map(([group, of]) => `${group}=${[...of].toSorted().join('+')}`)
      .toSorted()
      .join();
    return { version, topics };
  }
}

interface TablePart<Item> {
  version: string;
  items(): ReadonlyMap<string, Item>;
  changedAt(): number | null;
}

async function readTable<Item>(
  brokers: readonly string[],
  missing: readonly unknown[],
  read: (broker: string) => Promise<TablePart<Item>>,
): Promise<Table<Item>> {
  const parts = new Map<string, TablePart<Item>>();
  const failures = [...missing];
  await Promise.all(
    brokers.map(async (broker) => {
      try {
        parts.set(broker, await read(broker));
      } catch (error) {
        failures.push(error);
      }
    }),
  );
  return tableOf(parts, failures);
}

function topicTable(inventory: ClusterInventory, isWanted: boolean): Table<TopicConfig> {
  if (!isWanted) return emptyTable();
  const parts = inventory.brokers.map(
    (broker) =>
      [
        broker.brokerName,
        { version: broker.version, items: () => broker.topics, changedAt: () => broker.changedAt },
      ] as const,
  );
  return tableOf(new Map(parts), inventory.failures);
}

function emptyTable<Item>(): Table<Item> {
  return tableOf(new Map(), []);
}

function tableOf<Item>(
  parts: ReadonlyMap<string, TablePart<Item>>,
  failures: readonly unknown[],
): Table<Item> {
  let joined: Map<string, Map<string, Item>> | undefined;
  return {
    answered: [...parts.keys()].toSorted(),
    failures,
    version: [...parts]
      .map(([broker, { version }]) => `${broker} ${version}`)
      .toSorted()
      .join(),
    get items() {
      joined ??= join(parts);
      return joined;
    },
    changedAt: (broker) => parts.get(broker)?.changedAt() ?? null,
  };
}

function join<Item>(parts: ReadonlyMap<string, TablePart<Item>>): Map<string, Map<string, Item>> {
  const joined = new Map<string, Map<string, Item>>();
  for (const [broker, part] of [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    for (const [name, item] of part.items()) {
      const of = joined.get(name) ?? new Map<string, Item>();
      joined.set(name, of.set(broker, item));
    }
  return joined;
}

/** Reads `name=right` each. */
function permsOf(texts: readonly string[]): Record<string, PlainRight> {
  const perms = texts
    .map((text) => text.split('='))
    .filter((parts) => parts.length === 2)
    .map(([name = '', perm = '']) => [name.trim(), parsePerm(perm)] as const);
  return Object.fromEntries(perms.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
