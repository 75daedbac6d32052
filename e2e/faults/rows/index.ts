import { lostAnswers } from './answers.ts';
import { targetFreezes, workerFreezes } from './freezes.ts';
import { brokerKills, workerKills } from './kills.ts';
import { partitions } from './partitions.ts';
import { postgresFaults } from './postgres.ts';
import type { Row } from './row.ts';

/** The rows of the fault plan that are built, by their numbers. */
export const ROWS: readonly Row[] = [
  workerKills,
  workerFreezes,
  targetFreezes,
  lostAnswers,
  partitions,
  brokerKills,
  postgresFaults,
];
