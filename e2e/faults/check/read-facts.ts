import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { fingerprint, queuesOf, readQueue } from '../../support/checker.ts';
import type { CopyMark, Fact, QueueFacts } from './facts.ts';

/** Reads a whole topic of a cluster, every queue from its min to its max offset. */
export async function readTopic(client: RocketmqClient, topic: string): Promise<QueueFacts[]> {
  const queues = await queuesOf(client, topic);
  return Promise.all(
    queues.map(async (queue) => {
      const { minOffset, maxOffset } = await client.range(queue);
      const messages = await readQueue(client, queue);
      return {
        name: `${queue.brokerName}#${queue.queueId}`,
        minOffset,
        maxOffset,
        messages: messages.map(factOf),
      };
    }),
  );
}

function factOf(message: StoredMessage): Fact {
  const { key, content } = fingerprint(message);
  const mark = markOf(message);
  return {
    offset: message.queueOffset,
    key,
    content,
    storeTimestamp: message.storeTimestamp,
    ...(mark === undefined ? {} : { mark }),
  };
}

/** `REPL_POS`, read here on its own: the checker does not trust the engine's reader (docs/protocol.md has the grammar). */
function markOf(message: StoredMessage): CopyMark | undefined {
  const position = getProperty(message.properties, 'REPL_POS');
  const match = /^(.+)\.(\d+):(\d+):(\d+):/.exec(position ?? '');
  if (match === null) return undefined;
  const [, stream = '', generation, sourceOffset, epoch] = match;
  return {
    stream,
    generation: Number(generation),
    sourceOffset: Number(sourceOffset),
    epoch: Number(epoch),
  };
}
