import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '@slipstream/stack';
import type { BenchCluster } from '../bench/fault-bench.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Row 10: the Name Server is away; when it comes back it knows no broker at first, which is a lie to whoever asks. */
export const nameServerFaults: Row = {
  row: 10,
  title: 'Name Server killed, and back with empty tables',
  needs: [],
  plannedRuns: 20,
  inHistories: true,
  draw(random): Fault {
    const side = random.pick(['target', 'source']);
    const ms = random.between(1_000, 15_000);
    return {
      row: 10,
      what: `kill -9 Name Server of the ${side}, down for ${seconds(ms)}`,
      lastsMs: ms + 15_000,
      touches: [`${side} broker`],
      async perform(bench) {
        const { cluster } = bench[side];
        await cluster.killNameServer('SIGKILL');
        await delay(ms);
        await cluster.restartNameServer();
        await untilListed(bench[side]);
      },
    };
  },
};

/** Brokers register again within 30 s. */
async function untilListed({ client, cluster }: BenchCluster): Promise<void> {
  const names = cluster.brokers.map(({ name }) => name);
  await waitFor(
    async () => {
      const { brokers } = await client.clusterInfo();
      return names.every((name) => brokers.has(name));
    },
    { timeoutMs: 90_000, what: `the brokers of ${cluster.clusterName} to be listed` },
  );
}
