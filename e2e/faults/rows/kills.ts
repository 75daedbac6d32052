import { setTimeout as delay } from 'node:timers/promises';
import type { FaultBench } from '../bench/fault-bench.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** A shard is taken over 9 s (its lease) after its owner has died, and a moment for the fence. */
const TAKEOVER_MS = 10_000;

/** Row 1: workers die. Their launchers start them again. */
export const workerKills: Row = {
  row: 1,
  title: 'kill -9 of a worker; of all workers; of the heir during takeover',
  needs: [],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    const victim = random.between(0, 2);
    const all = (what: string, lastsMs: number, perform: (bench: FaultBench) => Promise<void>): Fault => ({
      row: 1,
      what,
      lastsMs,
      touches: ['workers'],
      perform,
    });
    switch (random.pick(['one', 'all', 'heir'])) {
      case 'one':
        return all(`kill -9 worker ${victim}`, TAKEOVER_MS, async (bench) => {
          await bench.worker(victim).signal('SIGKILL');
        });
      case 'all':
        return all('kill -9 all workers', TAKEOVER_MS, async (bench) => {
          await Promise.all(bench.workers.map((worker) => worker.signal('SIGKILL')));
        });
      case 'heir': {
        const pauseMs = random.between(8_500, 11_000);
        return all(
          `kill -9 worker ${victim}, and ${seconds(pauseMs)} later, during takeover, worker ${victim + 1}`,
          pauseMs + TAKEOVER_MS,
          async (bench) => {
            await bench.worker(victim).signal('SIGKILL');
            await delay(pauseMs);
            await bench.worker(victim + 1).signal('SIGKILL');
          },
        );
      }
    }
  },
};

/** Row 7: brokers die and are started again. */
export const brokerKills: Row = {
  row: 7,
  title: 'kill -9 of the target or source broker, restart; twice',
  needs: [],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    const side = random.pick(['target', 'source']);
    const times = random.pick([1, 1, 2]);
    const downMs = random.between(0, 3_000);
    return {
      row: 7,
      what: `kill -9 ${side} broker${times === 2 ? ' twice' : ''}, down for ${seconds(downMs)}`,
      lastsMs: times * (downMs + 6_000),
      touches: [`${side} broker`],
      async perform(bench) {
        const { cluster } = bench[side];
        for (let time = 0; time < times; time++) {
          await cluster.killBroker(0, 'SIGKILL');
          await delay(downMs);
          await cluster.restartBroker(0);
          await delay(2_000);
        }
      },
    };
  },
};
