import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE task ADD COLUMN throttle jsonb NOT NULL DEFAULT '{}'`,
  `ALTER TABLE flow ADD COLUMN total_gap_messages bigint NOT NULL DEFAULT 0,
    ADD COLUMN acknowledged_gap_messages bigint NOT NULL DEFAULT 0,
    ADD COLUMN total_throttled_ms bigint NOT NULL DEFAULT 0,
    ADD COLUMN total_backoff_ms bigint NOT NULL DEFAULT 0`,
  `ALTER TABLE sample ADD COLUMN gap_messages bigint NOT NULL DEFAULT 0,
    ADD COLUMN throttled_ms bigint NOT NULL DEFAULT 0,
    ADD COLUMN backoff_ms bigint NOT NULL DEFAULT 0`,
  `ALTER TABLE stream ADD COLUMN gaps jsonb NOT NULL DEFAULT '[]'`,
  `CREATE TABLE throttle_demand (
    task_id uuid NOT NULL CONSTRAINT throttle_demand_task_id_fkey REFERENCES task (id) ON DELETE CASCADE,
    worker_id uuid NOT NULL,
    messages double precision NOT NULL,
    bytes double precision NOT NULL,
    waiting integer NOT NULL,
    message_share double precision NOT NULL,
    byte_share double precision NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT throttle_demand_pkey PRIMARY KEY (task_id, worker_id)
  ) WITH (fillfactor = 50)`,
];

const DOWN = [
  `DROP TABLE throttle_demand`,
  `ALTER TABLE stream DROP COLUMN gaps`,
  `ALTER TABLE sample DROP COLUMN gap_messages, DROP COLUMN throttled_ms, DROP COLUMN backoff_ms`,
  `ALTER TABLE flow DROP COLUMN total_gap_messages, DROP COLUMN acknowledged_gap_messages,
    DROP COLUMN total_throttled_ms, DROP COLUMN total_backoff_ms`,
  `ALTER TABLE task DROP COLUMN throttle`,
];

/** The throttle of tasks with what its workers divide it by, and gaps: how many, which, and acknowledged up to where. */
export class Throttle1763800000300 implements MigrationInterface {
  name = 'Throttle1763800000300';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
