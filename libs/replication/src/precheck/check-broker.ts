import { checkLine, isSystemTopic, type CheckLine, type CheckScene } from '@slipstream/shared';
import {
  compareVersions,
  formatVersion,
  hasKnownHole,
  OLDEST_SUPPORTED,
  parseBrokerVersion,
} from './broker-version.js';
import { CLOCK_GAP_MAX_MS, clockGapOf, type ClockGap } from './clock-gap.js';
import type { CheckClient, CheckClients, CheckConnection, ListedTopic } from './ports.js';
import { mayCreateTopics, type MayCreate } from './rights.js';
import { PERM } from './topic-table.js';

/** What a check of one broker needs. */
export interface BrokerQuestion {
  clients: CheckClients;
  client: CheckClient;
  connection: CheckConnection;
  broker: string;
  scene: CheckScene;
  /** Messages are to be read here. */
  reads: boolean;
  /** Messages are to be written here. */
  writes: boolean;
  /** Names of the clusters and brokers: topics named like them are RocketMQ's own. */
  ownNames: ReadonlySet<string>;
  now: () => number;
  signal: AbortSignal;
}

/** What was seen of one broker. */
export interface BrokerSight {
  lines: CheckLine[];
  /** Undefined when it did not tell. */
  topics: ReadonlyMap<string, ListedTopic> | undefined;
  groups: readonly string[];
  mayCreate: MayCreate;
}

/** Asks a master everything that a task will need of it (C-04). Changes nothing. */
export async function checkBroker(question: BrokerQuestion): Promise<BrokerSight> {
  const { clients, client, broker, scene, connection, signal, now } = question;
  const call = { signal };
  try {
    const askedAt = now();
    const runtime = await client.runtimeInfo(broker, call);
    const gap = clockGapOf(runtime, askedAt, now());
    const [config, { topics }, { groups }] = await Promise.all([
      client.brokerConfig(broker, call),
      client.topicConfigs(broker, call),
      client.consumerGroups(broker, call),
    ]);
    const lines = [
      versionLine(scene, broker, runtime.get('brokerVersionDesc') ?? ''),
      clockLine(scene, broker, gap),
      await readLine(question, config, topics, groups),
    ];
    const { line, mayCreate } = await writeLine(question, config);
    if (question.writes) lines.push(line);
    if (question.reads) lines.push(filterLine(scene, broker, config));
    return { lines, topics, groups: [...groups.keys()], mayCreate };
  } catch (error) {
    const { kind, said } = clients.explain(error);
    const who = connection.credentials === undefined ? 'CREDENTIALS_NEEDED' : 'CREDENTIALS_REFUSED';
    const finding = { WHO: who, RIGHT: 'RIGHT_MISSING', OTHER: 'BROKER_SILENT' } as const;
    const lines = [checkLine(scene, finding[kind], { subject: broker, said })];
    return { lines, topics: undefined, groups: [], mayCreate: null };
  }
}

/** @param text `brokerVersionDesc`, such as `V4_9_7` */
export function versionLine(scene: CheckScene, subject: string, text: string): CheckLine {
  const parsed = parseBrokerVersion(text);
  if (parsed === undefined)
    return checkLine(scene, 'VERSION_UNKNOWN', { subject, values: { version: text } });
  const about = { subject, values: { version: formatVersion(parsed) } };
  if (compareVersions(parsed, OLDEST_SUPPORTED) < 0) return checkLine(scene, 'VERSION_TOO_OLD', about);
  return checkLine(scene, hasKnownHole(parsed) ? 'VERSION_HAS_HOLE' : 'VERSION_SUPPORTED', about);
}

/** A gap is told when it is there for certain: the broker's second hand says no more. */
export function clockLine(scene: CheckScene, subject: string, gap: ClockGap | undefined): CheckLine {
  if (gap === undefined) return checkLine(scene, 'CLOCK_UNKNOWN', { subject });
  const { low, high } = gap;
  if (low > CLOCK_GAP_MAX_MS) return checkLine(scene, 'CLOCK_AHEAD', { subject, values: { ms: low } });
  if (-high > CLOCK_GAP_MAX_MS) return checkLine(scene, 'CLOCK_BEHIND', { subject, values: { ms: -high } });
  return checkLine(scene, 'CLOCK_AGREES', { subject, values: { ms: Math.max(-low, high) } });
}

/**
 * Reading an offset range is harmless, and of 5.x brokers it asks for a right on the topic. A pull asks for the rights of
 * the copying itself; but it would make the consumer group where that is not there yet, so it is left out then.
 */
async function readLine(
  { clients, client, broker, scene, connection, ownNames, reads, signal }: BrokerQuestion,
  config: ReadonlyMap<string, string>,
  topics: ReadonlyMap<string, ListedTopic>,
  groups: ReadonlyMap<string, unknown>,
): Promise<CheckLine> {
  const permission = Number(config.get('brokerPermission') ?? PERM.READ | PERM.WRITE);
  if (reads && (permission & PERM.READ) === 0)
    return checkLine(scene, 'READING_FORBIDDEN', { subject: broker, values: { permission } });
  const topic = [...topics.values()].find(
    ({ topicName, perm, readQueueNums }) =>
      !isSystemTopic(topicName, ownNames) && (perm & PERM.READ) !== 0 && readQueueNums > 0,
  );
  try {
    if (topic !== undefined) {
      const queue = { topic: topic.topicName, brokerName: broker, queueId: 0 };
      const { maxOffset } = await client.range(queue, { signal });
      if (reads && groups.has(clients.consumerGroup))
        await client.pull(queue, { offset: maxOffset, maxMessages: 1 }, { signal });
    }
  } catch (error) {
    const { kind, said } = clients.explain(error);
    return checkLine(scene, kind === 'OTHER' ? 'READING_UNSEEN' : 'RIGHT_MISSING', { subject: broker, said });
  }
  if (connection.credentials === undefined) return checkLine(scene, 'ACL_NOT_USED', { subject: broker });
  const checked = config.get('aclEnable') === 'true' || config.get('authenticationEnabled') === 'true';
  return checkLine(scene, checked ? 'ACL_ACCEPTED' : 'ACL_UNCHECKED', { subject: broker });
}

async function writeLine(
  { clients, client, broker, scene, connection, signal }: BrokerQuestion,
  config: ReadonlyMap<string, string>,
): Promise<{ line: CheckLine; mayCreate: MayCreate }> {
  const permission = Number(config.get('brokerPermission') ?? PERM.READ | PERM.WRITE);
  let mayCreate: MayCreate = null;
  let said = '';
  try {
    const accessKey = connection.credentials?.accessKey;
    mayCreate = await mayCreateTopics(client, broker, accessKey, config, { signal });
  } catch (error) {
    said = clients.explain(error).said;
  }
  if ((permission & PERM.WRITE) === 0) {
    const line = checkLine(scene, 'WRITING_FORBIDDEN', { subject: broker, values: { permission } });
    return { line, mayCreate };
  }
  if (mayCreate === null)
    return { line: checkLine(scene, 'CREATING_UNSEEN', { subject: broker, said }), mayCreate };
  return {
    line: checkLine(scene, mayCreate ? 'MAY_CREATE' : 'MAY_NOT_CREATE', { subject: broker }),
    mayCreate,
  };
}

function filterLine(scene: CheckScene, broker: string, config: ReadonlyMap<string, string>): CheckLine {
  const enabled = config.get('enablePropertyFilter') === 'true';
  return checkLine(scene, enabled ? 'PROPERTY_FILTER_ON' : 'PROPERTY_FILTER_OFF', { subject: broker });
}
