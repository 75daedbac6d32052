import type {
  CheckClient,
  CheckClients,
  CheckConnection,
  ExplainedError,
  ListedPolicy,
} from '../precheck/ports.js';

/** A broker of a {@link FakeCheckClients}. */
export interface FakeCheckedBroker {
  /** Advertised addresses by number; the master alone unless given. */
  addresses?: Record<number, string>;
  version?: string;
  config?: Record<string, string>;
  /** Queues by topic. */
  topics?: Record<string, number>;
  /** Topics that cannot be written. */
  closed?: readonly string[];
  groups?: readonly string[];
  /** The broker's clock minus ours, ms; null when it does not tell. */
  aheadMs?: number | null;
  /** Every question to the broker fails with it. */
  error?: FakeRefusal;
  /** Pulls and offset ranges fail with it. */
  readError?: FakeRefusal;
  plainAccounts?: readonly { accessKey: string; admin: boolean }[];
  userType?: string;
  policies?: readonly ListedPolicy[];
  accountsError?: FakeRefusal;
  /** What it says against SQL-92 expressions by their text. */
  refusedFilters?: Record<string, string>;
}

/** A refusal of a {@link FakeCheckClients}. */
export class FakeRefusal extends Error {
  constructor(
    readonly kind: ExplainedError['kind'],
    message: string,
  ) {
    super(message);
  }
}

/** A cluster of a {@link FakeCheckClients}. */
export interface FakeCheckedCluster {
  name?: string;
  brokers: Record<string, FakeCheckedBroker>;
}

/** When a {@link FakeCheckClients} has its clusters started, ms since the epoch. */
const BOOT = 1_000_000;

/** Made-up clusters by their Name Server, for specs of pre-checks. Whatever is not there cannot be reached. */
export class FakeCheckClients implements CheckClients {
  readonly consumerGroup = 'CID_RMQ_SYS_REPLICATOR';
  opened = 0;
  closed = 0;
  pulls = 0;

  /**
   * @param clusters by the address of a Name Server
   * @param dead addresses that take no connection
   */
  constructor(
    private readonly clusters: Record<string, FakeCheckedCluster>,
    private readonly now: () => number,
    private readonly dead: readonly string[] = [],
  ) {}

  explain(error: unknown): ExplainedError {
    const said = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof FakeRefusal ? error.kind : 'OTHER', said };
  }

  mapped({ addressMap }: CheckConnection, address: string): string {
    return addressMap.find(({ from }) => from === address)?.to ?? address;
  }

  async reach(address: string): Promise<void> {
    if (this.dead.includes(address)) throw new Error(`No connection to ${address}`);
  }

  open({ nameServers }: CheckConnection): CheckClient {
    this.opened += 1;
    const cluster = (): FakeCheckedCluster => {
      const address = nameServers.find((candidate) => !this.dead.includes(candidate));
      const found = address === undefined ? undefined : this.clusters[address];
      if (found === undefined) throw new Error(`No connection to ${nameServers[0]}`);
      return found;
    };
    const broker = (name: string): FakeCheckedBroker => {
      const found = cluster().brokers[name];
      if (found === undefined) throw new Error(`no broker ${name}`);
      if (found.error !== undefined) throw found.error;
      return found;
    };
    return {
      clusterInfo: async () => {
        const { name = 'fake', brokers } = cluster();
        const addresses = ([broker, { addresses: given }]: [string, FakeCheckedBroker]) =>
          [
            broker,
            {
              addresses: new Map(
                Object.entries(given ?? { 0: `${broker}:10911` }).map(([id, address]) => [
                  Number(id),
                  address,
                ]),
              ),
            },
          ] as const;
        return {
          clusters: new Map([[name, Object.keys(brokers)]]),
          brokers: new Map(Object.entries(brokers).map(addresses)),
        };
      },
      topicConfigs: async (name) => {
        const { topics = {}, closed = [] } = broker(name);
        return {
          topics: new Map(
            Object.entries(topics).map(([topicName, queues]) => [
              topicName,
              {
                topicName,
                readQueueNums: queues,
                writeQueueNums: queues,
                perm: closed.includes(topicName) ? 4 : 6,
              },
            ]),
          ),
        };
      },
      consumerGroups: async (name) => ({
        groups: new Map((broker(name).groups ?? []).map((group) => [group, {}])),
      }),
      runtimeInfo: async (name) => {
        const { version = 'V5_3_2', aheadMs = 0 } = broker(name);
        const seconds = Math.floor((this.now() + (aheadMs ?? 0) - BOOT) / 1000);
        const clock: [string, string][] =
          aheadMs === null
            ? []
            : [
                ['bootTimestamp', String(BOOT)],
                ['runtime', `[ 0 days, 0 hours, 0 minutes, ${seconds} seconds ]`],
              ];
        return new Map([['brokerVersionDesc', version], ...clock]);
      },
      brokerConfig: async (name) => new Map(Object.entries(broker(name).config ?? {})),
      range: async ({ brokerName }) => {
        const { readError } = broker(brokerName);
        if (readError !== undefined) throw readError;
        return { minOffset: 0, maxOffset: 0 };
      },
      pull: async ({ brokerName }) => {
        broker(brokerName);
        this.pulls += 1;
      },
      checkFilter: async (name, _topic, { expression }) => {
        const said = broker(name).refusedFilters?.[expression];
        return said === undefined ? { valid: true } : { valid: false, supported: true, said };
      },
      accounts: {
        listPlain: async (name) => {
          const { plainAccounts = [], accountsError } = broker(name);
          if (accountsError !== undefined) throw accountsError;
          return { accounts: plainAccounts };
        },
        getUser: async (name) => {
          const { userType, accountsError } = broker(name);
          if (accountsError !== undefined) throw accountsError;
          return userType === undefined ? null : { userType };
        },
        listPolicies: async (name) => ({
          subjects: [{ subject: 'User:ak', policies: [{ entries: broker(name).policies ?? [] }] }],
        }),
      },
      close: async () => {
        this.closed += 1;
      },
    };
  }
}
