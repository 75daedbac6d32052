import { lostAnswers } from './answers.ts';
import { apiStorm } from './api-storm.ts';
import { wrongClocks } from './clocks.ts';
import { targetFreezes, workerFreezes } from './freezes.ts';
import { brokerKills, workerKills } from './kills.ts';
import { lostLogs } from './lost-logs.ts';
import { nameServerFaults } from './name-servers.ts';
import { partitions } from './partitions.ts';
import { postgresFaults } from './postgres.ts';
import { refusals } from './refusals.ts';
import type { Row } from './row.ts';
import { stoppedWrites } from './stopped-writes.ts';
import { queueCounts, recreatedTopics } from './topics.ts';
import { twoWay } from './two-way.ts';

/** Rows 1 to 9 that break processes and paths, and no log. */
const BREAKING: readonly Row[] = [
  workerKills,
  workerFreezes,
  stoppedWrites,
  targetFreezes,
  lostAnswers,
  partitions,
  brokerKills,
  postgresFaults,
];

/** The rows of the fault plan that are built, by their numbers. Row 17 is `e2e/replication`'s, of messages and not of faults. */
export const ROWS: readonly Row[] = [
  ...BREAKING,
  lostLogs,
  nameServerFaults,
  refusals,
  wrongClocks,
  recreatedTopics,
  queueCounts,
  apiStorm,
  twoWay(BREAKING),
].toSorted((a, b) => a.row - b.row);

/** Rows of the plan without a harness here, and why. */
export const NOT_BUILT: ReadonlyMap<number, string> = new Map([
  [
    13,
    'not built: retention passing the checkpoint needs a cluster with short files; the engine is tested for it in memory',
  ],
  [16, 'not built: the stack starts no slaves'],
  [17, 'messages, not faults: e2e/replication has them on all four broker versions'],
]);
