import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pre-checks that workers run (C-04). */
export class CheckRuns1764100000200 implements MigrationInterface {
  readonly name = 'CheckRuns1764100000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE check_run (
        id uuid CONSTRAINT check_run_pkey PRIMARY KEY,
        state text NOT NULL DEFAULT 'WAITING',
        input jsonb,
        lines jsonb NOT NULL DEFAULT '[]',
        attempt integer NOT NULL DEFAULT 0,
        worker_id uuid,
        by_name text,
        host text,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz
      )`,
    );
    await runner.query(`CREATE INDEX check_run_created_at_idx ON check_run (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE check_run`);
  }
}
