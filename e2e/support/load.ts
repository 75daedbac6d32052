import { randomBytes } from 'node:crypto';
import { RocketmqClient, sendUntilServed } from '@slipstream/rocketmq-remoting';
import { encodeProperties, type BatchEntry } from '@slipstream/rocketmq-remoting/message';

/** Messages of one {@link BATCH} go in one request. */
const BATCH = 200;

/** What is to be put into a topic. */
export interface Load {
  topic: string;
  queues: number;
  messages: number;
  bodyBytes: number;
  /** How a message is made; default {@link entry}. */
  entryOf?: typeof entry;
}

/** Creates a topic on every master broker of a cluster. */
export async function createTopic(client: RocketmqClient, topic: string, queues: number): Promise<void> {
  const { brokers } = await client.clusterInfo();
  for (const brokerName of brokers.keys())
    await client.createTopic(brokerName, {
      topicName: topic,
      readQueueNums: queues,
      writeQueueNums: queues,
      perm: 6,
    });
}

/**
 * Fills a topic quickly: `messages` over all queues, one request in flight per queue so that a queue's order is the order
 * of its numbers. Every message has a unique key, a tag, keys and a running number per queue.
 */
export async function preload(client: RocketmqClient, load: Load): Promise<void> {
  await createTopic(client, load.topic, load.queues);
  const { brokers } = await client.clusterInfo();
  const brokerName = [...brokers.keys()][0];
  if (brokerName === undefined) throw new Error('the cluster has no broker');
  const run = randomBytes(6).toString('hex');
  const channel = await client.openSendChannel(brokerName, {
    producerGroup: `preload-${run}`,
    clientId: `preload-${run}`,
  });
  const perQueue = Math.ceil(load.messages / load.queues);
  try {
    await Promise.all(
      Array.from({ length: load.queues }, async (_, queueId) => {
        for (let sent = 0; sent < perQueue;) {
          const entries = Array.from({ length: Math.min(BATCH, perQueue - sent) }, (_unused, index) =>
            (load.entryOf ?? entry)(run, queueId, sent + index, load.bodyBytes),
          );
          const answer = await sendUntilServed(channel, {
            topic: load.topic,
            queueId,
            sysFlag: 0,
            bornTimestamp: Date.now(),
            entries,
          });
          if (answer.responseCode === 0) sent += entries.length;
          else throw new Error(`preload of ${load.topic}: ${answer.responseCode} ${answer.remark}`);
        }
      }),
    );
  } finally {
    await channel.close();
  }
}

/** A message with a unique key, a tag, keys and its number in the queue. */
export function entry(run: string, queueId: number, number: number, bodyBytes: number): BatchEntry {
  const body = Buffer.alloc(bodyBytes, `${queueId}-${number} `);
  const uniqueKey =
    `${run}${queueId.toString(16).padStart(4, '0')}${number.toString(16).padStart(16, '0')}`.toUpperCase();
  const properties = encodeProperties([
    ['UNIQ_KEY', uniqueKey],
    ['KEYS', `key-${number}`],
    ['TAGS', number % 2 === 0 ? 'even' : 'odd'],
    ['seq', String(number)],
  ]);
  return { flag: 0, body, properties };
}
