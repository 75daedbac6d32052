import { join } from 'node:path';
import { repositoryRoot, waitFor, type RocketmqCluster } from '@slipstream/stack';
import type { Account } from './raw-producer.ts';

/** What one of RocketMQ's own push consumers is to do. */
export interface ConsumerJob {
  group: string;
  topic: string;
  /** `*` (default), tags `a || b`, or `sql:...`. */
  expression?: string;
  /** Default `concurrently`. */
  listener?: 'orderly' | 'concurrently';
  /**
   * `take` consumes exactly `count` messages and stops in order, its offsets stored; `hold` does so and stays a member of its
   * group until it is stopped; `drain` waits for at least `count`, then until no more come.
   */
  toDo: 'take' | 'hold' | 'drain';
  count: number;
}

/** A message as a consumer got it. */
export interface Delivery {
  brokerName: string;
  queueId: number;
  queueOffset: number;
  /** Its unique key, which a copy shares with its original. */
  key: string;
}

/** What one consumer did. */
export interface Consumption {
  deliveries: readonly Delivery[];
  /** The offset that it stored last, by `broker#queue`. */
  offsets: ReadonlyMap<string, number>;
}

/** How the consumers of one program run. */
export interface ConsumersOptions {
  account?: Account | undefined;
  /** Default 90 s. */
  timeoutSeconds?: number;
  /** How long no message may come before a `drain` is over; default 2000 ms. */
  lingerMs?: number;
}

/** Running consumers. */
export interface RunningConsumers {
  /** Waits until the consumer of a group has got so many messages. */
  until(group: string, messages: number): Promise<void>;
  /** What they did, by group, once they have ended. */
  done: Promise<ReadonlyMap<string, Consumption>>;
  /** Ends them in order. */
  stop(): Promise<ReadonlyMap<string, Consumption>>;
}

const CONSUME_PART = join(repositoryRoot, 'tools/stack/java/ConsumePart.java');

/** Starts consumers of RocketMQ's own Java client, the cluster's version of it, in one program. */
export function startConsumers(
  cluster: RocketmqCluster,
  jobs: readonly ConsumerJob[],
  options: ConsumersOptions = {},
): RunningConsumers {
  const words = [
    cluster.nameServer,
    String(options.timeoutSeconds ?? 90),
    String(options.lingerMs ?? 2_000),
    options.account?.accessKey ?? '-',
    options.account?.secretKey ?? '-',
    ...jobs.map(({ group, topic, expression = '*', listener = 'concurrently', toDo, count }) =>
      [group, topic, expression, listener, toDo, count].join('\t'),
    ),
  ];
  const run = cluster.java(CONSUME_PART, words, { heapMb: 640 });
  let said = '';
  const done = run.done.then(({ stdout, stderr }) => {
    said = `${stdout.slice(-300)} ${stderr.slice(-2000)}`;
    const consumptions = parseConsumptions(stdout);
    const silent = jobs.find(({ group }) => !consumptions.has(group));
    if (silent !== undefined) throw new Error(`the consumer of ${silent.group} did not begin: ${said}`);
    return consumptions;
  });
  done.catch(() => undefined);
  return {
    until: async (group, messages) => {
      await waitFor(
        () => {
          const seen = run.output().split(`\nM ${group} `).length - 1;
          if (seen < messages) throw new Error(`it is at ${seen}; ${said}`);
          return true;
        },
        { timeoutMs: 60_000, intervalMs: 250, what: `${messages} messages at the consumer of ${group}` },
      );
    },
    done,
    stop: async () => {
      await run.stop();
      return done;
    },
  };
}

/** Runs consumers until all have done what they had to, or their time is over. */
export function consume(
  cluster: RocketmqCluster,
  jobs: readonly ConsumerJob[],
  options: ConsumersOptions = {},
): Promise<ReadonlyMap<string, Consumption>> {
  return startConsumers(cluster, jobs, options).done;
}

function parseConsumptions(output: string): ReadonlyMap<string, Consumption> {
  const found = new Map<string, { deliveries: Delivery[]; offsets: Map<string, number> }>();
  for (const line of output.split('\n')) {
    const [kind, group = '', brokerName = '', queueId = '', offset = '', key = ''] = line.split(' ');
    if (kind === 'ready') found.set(group, { deliveries: [], offsets: new Map() });
    const ofGroup = found.get(group);
    if (kind === 'M' && key !== '')
      ofGroup?.deliveries.push({ brokerName, queueId: Number(queueId), queueOffset: Number(offset), key });
    if (kind === 'O') ofGroup?.offsets.set(`${brokerName}#${queueId}`, Number(offset));
  }
  return found;
}
