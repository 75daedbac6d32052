import { setTimeout as delay } from 'node:timers/promises';
import { createTopic } from '../../support/load.ts';
import type { BenchCluster } from '../bench/fault-bench.ts';
import type { Fault, Row } from './row.ts';

/** Row 14: a topic is deleted and made again, so that its offsets begin anew with other messages. */
export const recreatedTopics: Row = {
  row: 14,
  title: 'topic deleted and created again, at the source or the target',
  needs: [],
  plannedRuns: 20,
  inHistories: false,
  draw(random): Fault {
    const side = random.pick(['source', 'target']);
    const awayMs = random.between(2_000, 6_000);
    return {
      row: 14,
      what: `topic deleted at the ${side}, and created again ${(awayMs / 1000).toFixed(1)} s later`,
      lastsMs: awayMs + 3_000,
      touches: ['source broker', 'target broker'],
      allows:
        side === 'source'
          ? { phantoms: true, offsetsRestart: true }
          : { localLoss: true, offsetsRestart: true },
      async perform(bench, copy) {
        await bench[side].client.deleteTopic(copy.topic);
        await delay(awayMs);
        await createTopic(bench[side].client, copy.topic, copy.queues);
      },
    };
  },
};

const GROWN = 12;

/** Row 15: a topic gets more queues, and fewer again. */
export const queueCounts: Row = {
  row: 15,
  title: 'queues 8→12→8 at the source, 8→12 at the target (brokers added or removed: not built)',
  needs: [],
  plannedRuns: 20,
  inHistories: false,
  draw(random): Fault {
    const side = random.pick(['source', 'target']);
    const ms = random.between(3_000, 8_000);
    return {
      row: 15,
      what: `${side} topic gets ${GROWN} queues${side === 'source' ? `, and ${(ms / 1000).toFixed(1)} s later no more writes to the new ones` : ''}`,
      lastsMs: ms,
      touches: [`${side} broker`],
      async perform(bench, copy) {
        await resize(bench[side], copy.topic, GROWN, GROWN);
        if (side === 'target') return delay(ms);
        copy.produceToSource([8, 9, 10, 11], 200);
        await delay(ms);
        // As RocketMQ's own rules ask for: fewer queues to write to; what is in the others can still be read.
        await resize(bench[side], copy.topic, GROWN, copy.queues);
      },
    };
  },
};

async function resize(
  { client, cluster }: BenchCluster,
  topic: string,
  read: number,
  write: number,
): Promise<void> {
  for (const { name } of cluster.brokers)
    await client.createTopic(name, { topicName: topic, readQueueNums: read, writeQueueNums: write, perm: 6 });
}
