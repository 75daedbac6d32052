import { setTimeout as delay } from 'node:timers/promises';
import { faketimeLibrary } from '../bench/machine.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Row 12, as far as workers go: the wall clock is an hour off while the monotonic one is right. */
export const wrongClocks: Row = {
  row: 12,
  title: 'clock of a worker an hour ahead or behind (that of PostgreSQL, and stepping, are not built)',
  needs: ['faketime'],
  plannedRuns: 20,
  inHistories: false,
  draw(random): Fault {
    const victim = random.between(0, 2);
    const shift = random.pick(['+1h', '-1h']);
    const ms = random.between(6_000, 12_000);
    const kills = random.next() < 0.5;
    return {
      row: 12,
      what: `worker ${victim} restarted with its clock at ${shift} for ${seconds(ms)}${kills ? ', and killed in the middle' : ''}`,
      lastsMs: ms + 16_000,
      touches: ['workers'],
      async perform(bench) {
        const worker = bench.worker(victim);
        await worker.stop();
        await worker.start({ LD_PRELOAD: faketimeLibrary(), FAKETIME: shift, DONT_FAKE_MONOTONIC: '1' });
        await delay(ms / 2);
        if (kills) await worker.signal('SIGKILL');
        await delay(ms / 2);
        await worker.stop();
        await worker.start();
      },
    };
  },
};
