import { setTimeout as delay } from 'node:timers/promises';
import { signalAll } from '../bench/processes.ts';
import type { WorkerProcess } from '../bench/worker-process.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Three leases of a worker: it is a zombie when it wakes. */
const THREE_LEASES_MS = 27_000;

async function freeze(worker: WorkerProcess, ms: number): Promise<void> {
  const pid = await worker.signal('SIGSTOP');
  try {
    await delay(ms);
  } finally {
    signalAll([pid], 'SIGCONT');
  }
}

/** Row 2: workers stand still for longer than their lease, and wake. */
export const workerFreezes: Row = {
  row: 2,
  title: 'SIGSTOP of a worker for 3 leases, SIGCONT; twice; both owners in turn',
  needs: [],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    const victim = random.between(0, 2);
    switch (random.pick(['once', 'twice', 'in turn'])) {
      case 'once':
        return {
          row: 2,
          what: `SIGSTOP worker ${victim} for ${seconds(THREE_LEASES_MS)}`,
          lastsMs: THREE_LEASES_MS,
          touches: ['workers'],
          perform: (bench) => freeze(bench.worker(victim), THREE_LEASES_MS),
        };
      case 'twice': {
        const ms = random.between(9_500, 14_000);
        return {
          row: 2,
          what: `SIGSTOP worker ${victim} twice for ${seconds(ms)}`,
          lastsMs: 2 * ms + 3_000,
          touches: ['workers'],
          async perform(bench) {
            await freeze(bench.worker(victim), ms);
            await delay(3_000);
            await freeze(bench.worker(victim), ms);
          },
        };
      }
      case 'in turn': {
        const ms = random.between(9_500, 14_000);
        const overlapMs = random.between(0, 3_000);
        return {
          row: 2,
          what: `SIGSTOP worker ${victim} for ${seconds(ms)}, and worker ${victim + 1} ${seconds(overlapMs)} before it wakes`,
          lastsMs: 2 * ms,
          touches: ['workers'],
          async perform(bench) {
            const first = freeze(bench.worker(victim), ms);
            await delay(ms - overlapMs);
            await Promise.all([first, freeze(bench.worker(victim + 1), ms)]);
          },
        };
      }
    }
  },
};

/** Row 4: the target broker stands still with requests in its sockets, while a worker dies and another takes over. */
export const targetFreezes: Row = {
  row: 4,
  title: 'SIGSTOP of the target broker 1–60 s with requests in its sockets, takeover meanwhile',
  needs: [],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    const ms = random.pick([
      random.between(1_000, 5_000),
      random.between(5_000, 20_000),
      random.between(20_000, 60_000),
    ]);
    const victim = random.between(0, 2);
    const killAfterMs = random.between(100, Math.min(ms, 4_000));
    const how = random.pick(['SIGKILL', 'SIGSTOP']);
    return {
      row: 4,
      what: `SIGSTOP target broker for ${seconds(ms)}; ${how} worker ${victim} ${seconds(killAfterMs)} into it`,
      lastsMs: ms + 2_000,
      touches: ['target broker', 'workers'],
      async perform(bench) {
        const pid = bench.target.cluster.brokers[0]?.pid;
        if (pid === undefined) throw new Error('no target broker');
        signalAll([pid], 'SIGSTOP');
        let worker: number | undefined;
        try {
          await delay(killAfterMs);
          worker = await bench.worker(victim).signal(how);
          await delay(ms - killAfterMs);
        } finally {
          signalAll([pid], 'SIGCONT');
          if (how === 'SIGSTOP' && worker !== undefined) {
            await delay(1_000);
            signalAll([worker], 'SIGCONT');
          }
        }
      },
    };
  },
};
