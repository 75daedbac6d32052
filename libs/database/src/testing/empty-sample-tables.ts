import type { DataSource } from 'typeorm';
import { queryRows } from '../sql.js';

/** Removes all samples, roll-ups and partitions, and says that everything before `rolledUntil` (ms) is rolled up. */
export async function emptySampleTables(dataSource: DataSource, rolledUntil: number): Promise<void> {
  const partitions = await queryRows<{ name: string }>(
    dataSource,
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits
     WHERE inhparent IN ('sample'::regclass, 'sample_minute'::regclass, 'sample_coarse'::regclass)
       AND inhrelid::regclass::text NOT LIKE '%_default'`,
  );
  for (const { name } of partitions) await queryRows(dataSource, `DROP TABLE ${name}`);
  for (const table of ['sample', 'sample_minute', 'sample_coarse', 'sample_late'])
    await queryRows(dataSource, `DELETE FROM ${table}`);
  const at = `date_bin('10 minutes', to_timestamp($1::float8 / 1000), 'epoch')`;
  await queryRows(dataSource, `UPDATE sample_gate SET closed_until = ${at}, kept_from = '-infinity'`, [
    rolledUntil,
  ]);
  await queryRows(dataSource, `UPDATE sample_roll_up SET rolled_until = ${at}`, [rolledUntil]);
}
