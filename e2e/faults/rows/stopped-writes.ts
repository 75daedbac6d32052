import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '@slipstream/stack';
import { signalAll } from '../bench/processes.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Row 3: a worker stops after it has checked its lease and before it writes, and writes when it wakes. */
export const stoppedWrites: Row = {
  row: 3,
  title: 'SIGSTOP between lease check and write',
  needs: [],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    const victim = random.between(0, 2);
    const ms = random.pick([random.between(9_000, 15_000), random.between(15_000, 30_000)]);
    return {
      row: 3,
      what: `worker ${victim} stops before a write, for ${seconds(ms)}`,
      lastsMs: ms + 1_000,
      touches: ['workers'],
      async perform(bench, copy) {
        const worker = bench.worker(victim);
        const pid = await worker.untilPid();
        worker.stopAtNextWrite();
        const stopped = await waitFor(() => !worker.isToStop, {
          timeoutMs: 5_000,
          what: 'a write',
          intervalMs: 10,
        }).catch(() => false);
        if (stopped === false) {
          // Another fault has left it without a shard.
          worker.cancelStop();
          copy.note(`worker ${victim} had nothing to write`);
          return;
        }
        await delay(ms);
        signalAll([pid], 'SIGCONT');
      },
    };
  },
};
