import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the copying of what was there before a task has come (W-07). Streams that exist count up to what they saw last. */
export class Backfill1764100000400 implements MigrationInterface {
  readonly name = 'Backfill1764100000400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE stream_status ADD COLUMN backfill_from bigint, ADD COLUMN backfill_to bigint,
        ADD COLUMN backfilled_at timestamptz`,
    );
    await runner.query(`UPDATE stream_status SET backfill_to = source_max`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE stream_status DROP COLUMN backfill_from, DROP COLUMN backfill_to, DROP COLUMN backfilled_at`,
    );
  }
}
