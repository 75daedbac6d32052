import { setTimeout as delay } from 'node:timers/promises';
import { DIRECTIONS } from '../bench/network-lab.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Row 6: a worker is cut off from the target, from PostgreSQL, from the source or from the Name Servers. */
export const partitions: Row = {
  row: 6,
  title:
    'partition worker–target, –PostgreSQL, –source, –Name Server, one-way; kill -9 inside it; healed after 10, 45, 130 s',
  needs: ['namespaces'],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    const victim = random.between(0, 2);
    const place = random.pick(['target', 'target', 'postgres', 'source', 'name-servers']);
    const direction = random.pick(DIRECTIONS);
    // Most are short, so that many fit; one of ten outlasts the 120 s after which a broker drops a silent client.
    const ms = random.pick([10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 45_000, 45_000, 45_000, 130_000]);
    const kills = random.next() < 0.5;
    const killAfterMs = random.between(500, 5_000);
    return {
      row: 6,
      what: `worker ${victim} cut off from ${place} (${direction}) for ${seconds(ms)}${kills ? `, kill -9 of it after ${seconds(killAfterMs)}` : ''}`,
      lastsMs: ms,
      touches: [`link of worker ${victim}`, ...(kills ? ['workers'] : [])],
      allows: { unreachable: true },
      async perform(bench) {
        const index = victim % bench.workers.length;
        const heal = bench.lab.cut(index, bench.portsOf(place), direction);
        try {
          await delay(killAfterMs);
          if (kills) await bench.worker(index).signal('SIGKILL');
          await delay(ms - killAfterMs);
        } finally {
          heal();
        }
      },
    };
  },
};
