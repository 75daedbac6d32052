import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { encodeProperties } from '@slipstream/rocketmq-remoting/message';
import type { TaskState, TaskView } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import type { ApiClient } from '../../support/api-client.ts';
import { createGroup } from '../../support/groups.ts';
import { entry, preload } from '../../support/load.ts';
import { removeTask, untilState } from '../../support/tasks.ts';
import { bench, ensureClusters } from '../bench.ts';

/** As long as a message's properties may be: with the provenance of a copy they are too long, and it is refused for good. */
const LONGEST_VALUE = 31_860;

/** What the screens show: clusters and tasks in every kind of state, as an operator of a shop would have them. */
export interface World {
  clusters: { source: string; target: string; withAcl: string; down: string };
  tasks: Record<TaskName, string>;
  /** Id of a task that was deleted. */
  deletedTask: string;
}

const TASKS = {
  running: 'orders-to-shanghai',
  twoWay: 'members-two-way',
  behind: 'clickstream-backfill',
  recording: 'invoices-to-shanghai',
  stopped: 'refunds-migration',
  failed: 'risk-events',
} as const;
type TaskName = keyof typeof TASKS;

const STATES: Readonly<Record<TaskName, TaskState>> = {
  running: 'RUNNING',
  twoWay: 'RUNNING',
  behind: 'RUNNING',
  recording: 'RUNNING',
  stopped: 'STOPPED',
  failed: 'START_FAILED',
};

/** Names of the tasks, for what must be seen. */
export const TASK_NAMES: Readonly<Record<TaskName, string>> = TASKS;

/** Makes the world, or finds what is left of it when the run was begun again. */
export async function makeWorld(api: ApiClient): Promise<World> {
  const source = new RocketmqClient({ nameServers: [bench.sourceNameServer] });
  try {
    await fillTopics(source);
  } finally {
    await source.close();
  }
  const { sourceId, targetId } = await ensureClusters(api);
  const clusters = {
    source: sourceId,
    target: targetId,
    withAcl: await ensureCluster(api, 'singapore-acl', bench.targetNameServer, {
      aclEnabled: true,
      accessKey: 'slipstream',
      secretKey: 'screens-secret',
    }),
    down: await ensureCluster(api, 'frankfurt-dr', '127.0.0.1:9'),
  };
  const pair = { sourceClusterId: sourceId, targetClusterId: targetId };
  const route = (sourceTopic: string, targetTopic = sourceTopic, tags?: string) => ({
    sourceTopic,
    targetTopic,
    filter: tags === undefined ? { type: 'NONE' } : { type: 'TAG', expression: tags },
  });
  const specs: Record<TaskName, Record<string, unknown>> = {
    failed: { level: 'TOPIC', routes: [route('risk-events')] },
    stopped: { level: 'TOPIC', routes: [route('refunds', 'refunds-v2', 'approved || paid')] },
    recording: { level: 'TOPIC', routes: [route('invoices')], failurePolicy: { type: 'RECORD' } },
    behind: { topics: { include: ['clickstream-*'] }, throttle: { messagesPerSecond: 10 } },
    twoWay: { direction: 'TWO_WAY', level: 'TOPIC', routes: [route('members')] },
    running: { level: 'TOPIC', routes: [route('orders'), route('payments')] },
  };
  const { items } = await api.get<{ items: TaskView[] }>('/tasks');
  const tasks = { ...TASKS } as Record<TaskName, string>;
  for (const key of Object.keys(specs) as TaskName[]) {
    const name = TASKS[key];
    const known = items.find((task) => task.name === name);
    tasks[key] = (known ?? (await api.createTask({ name, ...pair, ...specs[key] }))).id;
  }
  if ((await api.task(tasks.stopped)).wanted === 'RUNNING') {
    await untilState(api, tasks.stopped, 'RUNNING');
    await api.post(`/tasks/${tasks.stopped}/stop`);
  }
  for (const key of Object.keys(STATES) as TaskName[]) await untilState(api, tasks[key], STATES[key]);
  const gone = await api.createTask({
    name: 'screens-gone',
    ...pair,
    level: 'TOPIC',
    routes: [route('risk-events', 'risk-gone')],
  });
  await removeTask(api, gone.id);
  await waitFor(async () => (await api.task(tasks.recording)).failures.pending > 0, {
    timeoutMs: 30_000,
    what: 'a failure that is listed',
  });
  for (const part of ['metadata', 'progress'] as const)
    await waitFor(async () => (await api.lastLook(tasks.running, part))?.lookedAt !== undefined, {
      timeoutMs: 30_000,
      what: `a look at the ${part}`,
    });
  return { clusters, tasks, deletedTask: gone.id };
}

/** Deletes the tasks, so that tests after this one find the bench as it was. */
export async function endWorld(api: ApiClient, { tasks }: World): Promise<void> {
  for (const id of Object.values(tasks)) {
    if ((await api.task(id)).wanted === 'RUNNING') await removeTask(api, id);
    else await api.delete(`/tasks/${id}`);
  }
}

async function fillTopics(source: RocketmqClient): Promise<void> {
  const load = (topic: string, messages: number) =>
    preload(source, { topic, queues: 4, messages, bodyBytes: 300 });
  await Promise.all([
    load('orders', 2_000),
    load('payments', 1_200),
    load('members', 400),
    load('refunds', 200),
    load('clickstream-web', 8_000),
    load('clickstream-app', 4_000),
    preload(source, {
      topic: 'invoices',
      queues: 2,
      messages: 60,
      bodyBytes: 300,
      entryOf: (run, queueId, number, bodyBytes) => {
        const plain = entry(run, queueId, number, bodyBytes);
        if (number % 10 !== 9) return plain;
        const properties = encodeProperties([
          ['UNIQ_KEY', `${run}${queueId}${number}`.toUpperCase().padEnd(32, '0')],
          ['KEYS', `invoice-${number}`],
          ['attachment', 'x'.repeat(LONGEST_VALUE)],
        ]);
        return { ...plain, properties };
      },
    }),
  ]);
  const { brokers } = await source.clusterInfo();
  for (const brokerName of brokers.keys())
    for (const [group, topic, offset] of [
      ['order-service', 'orders', 480],
      ['billing', 'payments', 300],
      ['member-points', 'members', 60],
    ] as const) {
      await createGroup({ client: source, brokerName }, group);
      for (const queueId of [0, 1, 2, 3])
        await source.updateConsumerOffset({ topic, brokerName, queueId }, group, offset);
    }
}

async function ensureCluster(
  api: ApiClient,
  name: string,
  nameServers: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const { items } = await api.get<{ items: { id: string; name: string }[] }>('/clusters');
  return items.find((cluster) => cluster.name === name)?.id ?? api.registerCluster(name, nameServers, more);
}
