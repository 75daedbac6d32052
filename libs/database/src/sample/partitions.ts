import { epochMs, queryRows, type SqlExecutor } from '../sql.js';
import { moment } from './figures-sql.js';
import type { Partition, TimeRange } from './partition-plan.js';

/** A table that is partitioned by ranges of `at`, with a default partition for what no other one takes. */
export type PartitionedTable = 'sample' | 'sample_minute' | 'sample_coarse';

const BOUNDS = `regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)')`;

/** A table's partitions but its default one. */
export async function listPartitions(executor: SqlExecutor, table: PartitionedTable): Promise<Partition[]> {
  return queryRows<Partition>(
    executor,
    `SELECT name, ${epochMs('(bounds[1])::timestamptz')} AS from, ${epochMs('(bounds[2])::timestamptz')} AS to
     FROM (
       SELECT c.relname AS name, ${BOUNDS} AS bounds
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass
     ) AS part
     WHERE bounds IS NOT NULL ORDER BY 2`,
    [table],
  );
}

/** Time of the oldest row that no partition was there for; null when the default one is empty, as it is to be. */
export async function oldestStray(executor: SqlExecutor, table: PartitionedTable): Promise<number | null> {
  const [row] = await queryRows<{ at: number | null }>(
    executor,
    `SELECT ${epochMs('min(at)')} AS at FROM ${table}_default`,
  );
  return row?.at ?? null;
}

/** Makes a partition, and moves what lies in the default one and belongs there. Writes to other partitions go on. */
export async function createPartition(
  executor: SqlExecutor,
  table: PartitionedTable,
  { from, to }: TimeRange,
): Promise<void> {
  const name = partitionName(table, from);
  await queryRows(executor, `LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
  await queryRows(executor, `CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS)`);
  await queryRows(
    executor,
    `WITH moved AS (
       DELETE FROM ${table}_default WHERE at >= ${moment('$1')} AND at < ${moment('$2')} RETURNING *
     )
     INSERT INTO ${name} SELECT * FROM moved`,
    [from, to],
  );
  await queryRows(
    executor,
    `ALTER TABLE ${table} ATTACH PARTITION ${name}
     FOR VALUES FROM ('${new Date(from).toISOString()}') TO ('${new Date(to).toISOString()}')`,
  );
}

/** Removes a partition with all its rows. */
export async function dropPartition(executor: SqlExecutor, { name }: Partition): Promise<void> {
  await queryRows(executor, `DROP TABLE ${name}`);
}

/** Removes rows of the default partition that are older than `before`, ms. */
export async function deleteStrays(
  executor: SqlExecutor,
  table: PartitionedTable,
  before: number,
): Promise<void> {
  await queryRows(executor, `DELETE FROM ${table}_default WHERE at < ${moment('$1')}`, [before]);
}

/** `sample_20261121_1800` begins at that minute of UTC. */
function partitionName(table: PartitionedTable, from: number): string {
  const digits = new Date(from).toISOString().replace(/\D/gu, '');
  return `${table}_${digits.slice(0, 8)}_${digits.slice(8, 12)}`;
}
