import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last reset of each task, to be put back; and the warnings of a task that its user has seen. */
export class ResetAndWarnings1763800000400 implements MigrationInterface {
  readonly name = 'ResetAndWarnings1763800000400';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE offset_reset_stream`);
    await runner.query(`DROP TABLE offset_reset`);
    await runner.query(`ALTER TABLE task DROP COLUMN acknowledged_warnings`);
  }
}

const UP = [
  `CREATE TABLE offset_reset (
    task_id uuid NOT NULL CONSTRAINT offset_reset_pkey PRIMARY KEY
      CONSTRAINT offset_reset_task_id_fkey REFERENCES task (id) ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL
  )`,
  `CREATE TABLE offset_reset_stream (
    stream_id bigint NOT NULL CONSTRAINT offset_reset_stream_pkey PRIMARY KEY
      CONSTRAINT offset_reset_stream_stream_id_fkey REFERENCES stream (id) ON DELETE CASCADE,
    task_id uuid NOT NULL CONSTRAINT offset_reset_stream_task_id_fkey
      REFERENCES offset_reset (task_id) ON DELETE CASCADE,
    shard_epoch integer NOT NULL,
    known boolean NOT NULL,
    to_generation integer NOT NULL,
    to_offset bigint NOT NULL,
    from_generation integer NOT NULL,
    from_offset bigint NOT NULL,
    from_source_identity text
  )`,
  `CREATE INDEX offset_reset_stream_task_id_idx ON offset_reset_stream (task_id)`,
  `ALTER TABLE task ADD COLUMN acknowledged_warnings jsonb NOT NULL DEFAULT '[]'`,
];
