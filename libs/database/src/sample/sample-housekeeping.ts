import { COARSE_ROLL_UPS, MINUTE_ROLL_UPS, RAW_SAMPLES, type MetricResolution } from '@slipstream/shared';
import type { DataSource, EntityManager } from 'typeorm';
import { queryRows } from '../sql.js';
import { moment } from './figures-sql.js';
import { planPartitions, type PartitionPlan } from './partition-plan.js';
import {
  createPartition,
  deleteStrays,
  dropPartition,
  listPartitions,
  oldestStray,
  type PartitionedTable,
} from './partitions.js';
import { nextAtOnce, nextRollUp, type RollUpProgress } from './roll-up-plan.js';
import {
  CLOSE_SQL,
  PROGRESS_SQL,
  ROLL_COARSE_SQL,
  ROLL_LATE_COARSE_SQL,
  ROLL_LATE_SQL,
  ROLL_MINUTES_SQL,
  ROLLED_SQL,
} from './roll-up-sql.js';

/** Call {@link SampleHousekeeping.run} this often, ms: minutes are rolled up so long after their end. */
export const ROLL_UP_EVERY_MS = 60_000;

/** Any constant that no other program uses for an advisory lock. */
const LOCK = 7_325_719_004_513;
/** A statement on partitions that waits longer for others gives way to them until the next run. */
const LOCK_TIMEOUT = '1s';
/** A run takes no new step after this, ms: what is left is for the next one. */
const RUN_MS = 2_000;

const HOUR = 3_600_000;

interface SampleTable {
  name: PartitionedTable;
  resolution: MetricResolution;
  widthMs: number;
  /** Partitions are made so long before they are needed: as long may nobody keep house. */
  aheadMs: number;
}

const TABLES: readonly SampleTable[] = [
  { name: 'sample', resolution: RAW_SAMPLES, widthMs: 6 * HOUR, aheadMs: 12 * HOUR },
  { name: 'sample_minute', resolution: MINUTE_ROLL_UPS, widthMs: 24 * HOUR, aheadMs: 24 * HOUR },
  { name: 'sample_coarse', resolution: COARSE_ROLL_UPS, widthMs: 7 * 24 * HOUR, aheadMs: 24 * HOUR },
];

/**
 * Rolls samples up and looks after their partitions. Any number of processes may run it: one works at a time, step by
 * step, each step in a transaction of its own; the others leave it at that.
 */
export class SampleHousekeeping {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Does what is due: closes minutes, makes partitions ahead, rolls up, drops partitions that are past their retention.
   * After a pause several runs catch up.
   */
  async run(): Promise<void> {
    const end = performance.now() + RUN_MS;
    // A transaction of its own: what came before it must be committed when the roll-up looks.
    await this.#alone((manager) => queryRows(manager, CLOSE_SQL));
    for (const table of TABLES) await this.#makePartitions(table);
    await this.#alone(rollUpLate);
    await this.#rollUp(end);
    for (const table of TABLES) await this.#dropPartitions(table);
  }

  async #rollUp(end: number): Promise<void> {
    let atOnceMs = nextAtOnce();
    for (let began = performance.now(); began < end; began = performance.now()) {
      const isMore = await this.#alone((manager) => rollUpStep(manager, atOnceMs));
      if (isMore !== true) return;
      atOnceMs = nextAtOnce(atOnceMs, performance.now() - began);
    }
  }

  async #makePartitions(table: SampleTable): Promise<void> {
    const ranges = await this.#alone(async (manager) => (await planOf(manager, table)).create);
    for (const range of ranges ?? [])
      await this.#alone(async (manager) => {
        // Another process may have made it meanwhile.
        const { create } = await planOf(manager, table);
        if (create.some(({ from, to }) => from === range.from && to === range.to))
          await createPartition(manager, table.name, range);
      });
  }

  async #dropPartitions(table: SampleTable): Promise<void> {
    await this.#alone(async (manager) => {
      const { drop } = await planOf(manager, table);
      for (const partition of drop) {
        if (table.name === 'sample') await refuseBefore(manager, partition.to);
        await dropPartition(manager, partition);
      }
      const { now, minutesUntil } = await progressOf(manager);
      if ((await oldestStray(manager, table.name)) === null) return;
      await deleteStrays(manager, table.name, Math.min(now - table.resolution.retentionMs, minutesUntil));
    });
  }

  /** Runs a step while no other process does one; undefined when another does. */
  async #alone<Result>(step: (manager: EntityManager) => Promise<Result>): Promise<Result | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await queryRows<{ mine: boolean }>(
        manager,
        `SELECT pg_try_advisory_xact_lock($1) AS mine, set_config('lock_timeout', $2, true)`,
        [LOCK, LOCK_TIMEOUT],
      );
      return lock?.mine === true ? step(manager) : undefined;
    });
  }
}

async function progressOf(manager: EntityManager): Promise<RollUpProgress> {
  const [progress] = await queryRows<RollUpProgress>(manager, PROGRESS_SQL);
  if (progress === undefined) throw new Error('the tables sample_gate and sample_roll_up have no rows');
  return progress;
}

async function planOf(manager: EntityManager, table: SampleTable): Promise<PartitionPlan> {
  const { now, minutesUntil, coarseUntil } = await progressOf(manager);
  const stray = await oldestStray(manager, table.name);
  // Where roll-ups go on; samples come in at any moment from now on.
  const writtenFrom = { sample: now, sample_minute: minutesUntil, sample_coarse: coarseUntil }[table.name];
  return planPartitions({
    now,
    widthMs: table.widthMs,
    aheadMs: table.aheadMs,
    retentionMs: table.resolution.retentionMs,
    neededFrom: Math.min(writtenFrom, stray ?? writtenFrom),
    rolledUntil: { sample: minutesUntil, sample_minute: coarseUntil, sample_coarse: now }[table.name],
    existing: await listPartitions(manager, table.name),
  });
}

async function rollUpLate(manager: EntityManager): Promise<void> {
  const minutes = await queryRows<{ flowId: string; at: number }>(manager, ROLL_LATE_SQL);
  if (minutes.length === 0) return;
  await queryRows(manager, ROLL_LATE_COARSE_SQL, [
    minutes.map(({ flowId }) => flowId),
    minutes.map(({ at }) => at),
  ]);
}

/** @returns whether there is more to do */
async function rollUpStep(manager: EntityManager, atOnceMs: number): Promise<boolean> {
  const progress = await progressOf(manager);
  const { minutes, coarse } = nextRollUp(progress, atOnceMs);
  if (minutes.from < minutes.to) await queryRows(manager, ROLL_MINUTES_SQL, [minutes.from, minutes.to]);
  if (coarse.from < coarse.to) await queryRows(manager, ROLL_COARSE_SQL, [coarse.from, coarse.to]);
  if (minutes.to !== progress.minutesUntil)
    await queryRows(manager, ROLLED_SQL, [MINUTE_ROLL_UPS.bucketMs, minutes.to]);
  if (coarse.to !== progress.coarseUntil)
    await queryRows(manager, ROLLED_SQL, [COARSE_ROLL_UPS.bucketMs, coarse.to]);
  return minutes.to < progress.closedUntil || coarse.to + COARSE_ROLL_UPS.bucketMs <= minutes.to;
}

/** Samples of before are not taken any more: their minutes would be rolled up from what is left of them. */
async function refuseBefore(manager: EntityManager, at: number): Promise<void> {
  await queryRows(manager, `UPDATE sample_gate SET kept_from = greatest(kept_from, ${moment('$1')})`, [at]);
}
