import { closeSync, fstatSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchCluster } from '../bench/fault-bench.ts';
import type { Fault, Row } from './row.ts';

const BLOCK = 64 * 1024;

/** Row 8: a broker comes back without the end of its log, as after a power cut. */
export const lostLogs: Row = {
  row: 8,
  title: 'commit-log tail of target or source zeroed (power loss)',
  needs: [],
  plannedRuns: 20,
  inHistories: false,
  draw(random): Fault {
    const side = random.pick(['target', 'source']);
    const bytes = random.between(16, 1_024) * 1_024;
    return {
      row: 8,
      what: `${side} broker killed, the last ${bytes / 1_024} KiB of its commit log zeroed, restarted`,
      lastsMs: 8_000,
      touches: [`${side} broker`],
      allows:
        side === 'target'
          ? { localLoss: true, offsetsRestart: true }
          : { phantoms: true, offsetsRestart: true },
      async perform(bench, copy) {
        const { cluster } = bench[side];
        await cluster.killBroker(0, 'SIGKILL');
        copy.note(`${zeroTail(commitLogOf(bench[side]), bytes)} bytes lost`);
        await cluster.restartBroker(0);
        await delay(2_000);
      },
    };
  },
};

function commitLogOf({ cluster }: BenchCluster): string {
  const [broker] = cluster.brokers;
  if (broker === undefined) throw new Error(`${cluster.clusterName} has no broker`);
  return join(cluster.dir, broker.name, 'store', 'commitlog');
}

/** Zeroes the last `bytes` written bytes of a commit log: its files are made in full size and are zero behind the end. */
function zeroTail(folder: string, bytes: number): number {
  let left = bytes;
  for (const name of readdirSync(folder)
    .filter((file) => /^\d+$/.test(file))
    .toSorted()
    .toReversed()) {
    const file = openSync(join(folder, name), 'r+');
    try {
      const end = lastWritten(file);
      const from = Math.max(0, end - left);
      if (end > from) writeSync(file, Buffer.alloc(end - from), 0, end - from, from);
      left -= end - from;
    } finally {
      closeSync(file);
    }
    if (left <= 0) break;
  }
  return bytes - left;
}

/** Offset behind the last byte of a file that is not zero. */
function lastWritten(file: number): number {
  const block = Buffer.alloc(BLOCK);
  for (let end = fstatSync(file).size; end > 0; end -= BLOCK) {
    const from = Math.max(0, end - BLOCK);
    const length = readSync(file, block, 0, end - from, from);
    for (let at = length - 1; at >= 0; at--) if (block[at] !== 0) return from + at + 1;
  }
  return 0;
}
