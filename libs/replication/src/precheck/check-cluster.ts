import {
  checkLine,
  isSystemGroup,
  isSystemTopic,
  mapBounded,
  type CheckFinding,
  type CheckLine,
  type CheckScene,
} from '@slipstream/shared';
import { checkBroker, type BrokerSight } from './check-broker.js';
import type { SeenCluster } from './common-broker.js';
import type { CheckClient, CheckClients, CheckConnection, ListedBrokers, ListedTopic } from './ports.js';
import type { MayCreate } from './rights.js';
import { toTopicTable, type TopicTable } from './topic-table.js';

const PARALLEL = 8;

/** What a check of one cluster needs. */
export interface ClusterQuestion {
  clients: CheckClients;
  /** Of the whole cluster; the caller closes it. */
  client: CheckClient;
  connection: CheckConnection;
  scene: CheckScene;
  /** Messages are to be read here. */
  reads: boolean;
  /** Messages are to be written here. */
  writes: boolean;
  now: () => number;
  /** Ends the check early. */
  signal: AbortSignal;
  /** Told each line as it comes. */
  tell: (lines: readonly CheckLine[]) => void;
}

/** What was seen of a cluster; of brokers that did not answer, nothing. */
export interface ClusterSight extends SeenCluster {
  table: TopicTable;
  /** On all brokers. */
  mayCreate: MayCreate;
}

/**
 * Looks at a cluster without changing anything there, and tells line by line what is well and what to do (C-04).
 *
 * @returns undefined when no Name Server lists a broker
 */
export async function checkCluster(question: ClusterQuestion): Promise<ClusterSight | undefined> {
  const info = await checkNameServers(question);
  if (info === undefined) return undefined;
  const ownNames = new Set([...info.clusters.keys(), ...info.brokers.keys()]);
  const sights = new Map<string, BrokerSight>();
  await mapBounded([...info.brokers], PARALLEL, async ([broker, { addresses }]) => {
    if (!(await checkAddresses(question, broker, addresses))) return;
    const sight = await checkBroker({ ...question, broker, ownNames });
    sights.set(broker, sight);
    question.tell(sight.lines);
  });
  const sight = toSight(question, info, sights);
  question.tell(countLines(question.scene, sight, [...sights.values()]));
  return sight;
}

async function checkNameServers({
  clients,
  connection,
  scene,
  signal,
  tell,
}: ClusterQuestion): Promise<ListedBrokers | undefined> {
  const answers = await mapBounded(connection.nameServers, PARALLEL, async (subject) => {
    const client = clients.open({ ...connection, nameServers: [subject] });
    try {
      return { subject, info: await client.clusterInfo({ signal }) };
    } catch (error) {
      return { subject, said: clients.explain(error).said };
    } finally {
      await client.close();
    }
  });
  const best = answers.find(({ info }) => info !== undefined && info.brokers.size > 0)?.info;
  tell(
    answers.map(({ subject, info, said }) => {
      if (info === undefined)
        return checkLine(scene, best === undefined ? 'NAME_SERVER_SILENT' : 'NAME_SERVER_SPARE_SILENT', {
          subject,
          said,
        });
      if (info.brokers.size === 0)
        return checkLine(scene, best === undefined ? 'NO_BROKER' : 'NO_BROKER_HERE', { subject });
      const values = { count: info.brokers.size, names: namesOf(info) };
      return checkLine(scene, 'NAME_SERVER_ANSWERS', { subject, values });
    }),
  );
  return best;
}

/** Names that a line shows of many. */
const NAMES_MAX = 10;

function namesOf(info: ListedBrokers): string {
  const names = [...info.brokers.keys()];
  return names.length <= NAMES_MAX ? names.join(', ') : `${names.slice(0, NAMES_MAX).join(', ')}, …`;
}

/** What an address is found to be: reached as it is, reached where it is mapped to, not reached. */
const BROKER_FINDINGS = {
  MASTER: ['MASTER_REACHED', 'MASTER_REACHED_AT', 'MASTER_UNREACHABLE'],
  SLAVE: ['SLAVE_REACHED', 'SLAVE_REACHED_AT', 'SLAVE_UNREACHABLE'],
} as const satisfies Record<string, readonly CheckFinding[]>;

/** Tries each address that the broker advertises; true when its master can be asked. */
async function checkAddresses(
  { clients, connection, scene, signal, tell }: ClusterQuestion,
  broker: string,
  addresses: ReadonlyMap<number, string>,
): Promise<boolean> {
  if (!addresses.has(0)) tell([checkLine(scene, 'NO_MASTER', { subject: broker })]);
  const results = await mapBounded([...addresses], PARALLEL, async ([id, address]) => {
    const subject = `${broker} ${address}`;
    const at = clients.mapped(connection, address);
    const [here, mapped, silent] = BROKER_FINDINGS[id === 0 ? 'MASTER' : 'SLAVE'];
    try {
      await clients.reach(at, signal);
      tell([checkLine(scene, at === address ? here : mapped, { subject, values: { id, at } })]);
      return id === 0;
    } catch (error) {
      tell([checkLine(scene, silent, { subject, values: { id }, said: clients.explain(error).said })]);
      return false;
    }
  });
  return results.includes(true);
}

function toSight(
  { clients, connection }: ClusterQuestion,
  info: ListedBrokers,
  sights: ReadonlyMap<string, BrokerSight>,
): ClusterSight {
  const topics = new Map<string, ReadonlyMap<string, ListedTopic>>();
  for (const [broker, sight] of sights) if (sight.topics !== undefined) topics.set(broker, sight.topics);
  const brokers = [...info.brokers].flatMap(([brokerName, { addresses }]) => {
    const address = addresses.get(0);
    return address === undefined ? [] : [{ brokerName, address: clients.mapped(connection, address) }];
  });
  const rights = [...sights.values()].map(({ mayCreate }) => mayCreate);
  return {
    clusterNames: [...info.clusters.keys()],
    brokers,
    table: toTopicTable(info, topics),
    mayCreate: rights.includes(false) ? false : rights.includes(null) || rights.length === 0 ? null : true,
  };
}

function countLines(scene: CheckScene, { table }: ClusterSight, sights: readonly BrokerSight[]): CheckLine[] {
  if (table.brokers.length === 0) return [];
  const names = [...table.topics.keys()];
  const own = names.filter((name) => !isSystemTopic(name, table.ownNames));
  const queues = own
    .flatMap((name) => [...(table.topics.get(name)?.values() ?? [])])
    .reduce((sum, { readQueueNums }) => sum + readQueueNums, 0);
  const groups = new Set(sights.flatMap((sight) => sight.groups).filter((group) => !isSystemGroup(group)));
  const values = { topics: own.length, queues, systemTopics: names.length - own.length };
  return [
    checkLine(scene, 'TOPICS_COUNTED', { values }),
    checkLine(scene, 'GROUPS_COUNTED', { values: { groups: groups.size } }),
  ];
}
