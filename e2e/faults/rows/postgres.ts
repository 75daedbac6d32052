import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '@slipstream/stack';
import { takeAllConnections } from '../bench/database.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Row 9: PostgreSQL dies, stands still, or takes no more connections. */
export const postgresFaults: Row = {
  row: 9,
  title: 'kill -9 of PostgreSQL; SIGSTOP for 2 leases; no free connections',
  needs: [],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    switch (random.pick(['kill', 'pause', 'connections'])) {
      case 'kill':
        return {
          row: 9,
          what: 'kill -9 PostgreSQL',
          lastsMs: 5_000,
          touches: ['postgres'],
          async perform(bench) {
            bench.deployment.kill('postgres');
            await untilReady(bench.deployment.url);
          },
        };
      case 'pause': {
        const ms = random.between(12_000, 18_000);
        return {
          row: 9,
          what: `SIGSTOP PostgreSQL for ${seconds(ms)}`,
          lastsMs: ms,
          touches: ['postgres'],
          async perform(bench) {
            bench.signalPostgres('SIGSTOP');
            try {
              await delay(ms);
            } finally {
              bench.signalPostgres('SIGCONT');
            }
            await untilReady(bench.deployment.url);
          },
        };
      }
      case 'connections': {
        const ms = random.between(5_000, 15_000);
        return {
          row: 9,
          what: `workers' sessions ended and no free connection in PostgreSQL for ${seconds(ms)}`,
          lastsMs: ms + 2_000,
          touches: ['postgres'],
          async perform(bench) {
            const giveBack = await takeAllConnections(bench.databaseUrl);
            try {
              await delay(ms);
            } finally {
              await giveBack();
            }
            await untilReady(bench.deployment.url);
          },
        };
      }
    }
  },
};

/** Waits until the API, and with it PostgreSQL, answers again. */
async function untilReady(url: string): Promise<void> {
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, {
    timeoutMs: 60_000,
    what: 'the API to be ready',
  });
}
