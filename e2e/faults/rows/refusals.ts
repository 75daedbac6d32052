import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Row 11, as far as permissions go: the target takes no writes for a while. */
export const refusals: Row = {
  row: 11,
  title: 'topic read-only (perm 4), wipeWritePerm (slow and full disk are not built)',
  needs: [],
  plannedRuns: 20,
  inHistories: true,
  draw(random): Fault {
    const how = random.pick(['topic', 'topic', 'broker']);
    const ms = random.between(4_000, 12_000);
    return {
      row: 11,
      what: `${how === 'topic' ? 'target topic read-only' : 'write permission of the target broker wiped at the Name Server'} for ${seconds(ms)}`,
      lastsMs: ms + (how === 'topic' ? 500 : 6_000),
      touches: ['target broker'],
      async perform(bench, copy) {
        const { cluster, client } = bench.target;
        const [broker] = cluster.brokers;
        if (broker === undefined) throw new Error('no target broker');
        const allow = (perm: number): Promise<void> =>
          client.createTopic(broker.name, {
            topicName: copy.topic,
            readQueueNums: copy.queues,
            writeQueueNums: copy.queues,
            perm,
          });
        if (how === 'topic') {
          await allow(4);
          await delay(ms);
          await allow(6);
          return;
        }
        await cluster.mqadmin(['wipeWritePerm', '-b', broker.name]);
        await delay(ms);
        await cluster.mqadmin(['addWritePerm', '-b', broker.name]);
      },
    };
  },
};
