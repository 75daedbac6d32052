import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The failure policy of a task, and the messages that were refused and passed over (T-09). */
export class Failures1763800000200 implements MigrationInterface {
  readonly name = 'Failures1763800000200';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE failure`);
    await runner.query(`ALTER TABLE task DROP COLUMN failure_policy`);
  }
}

const UP = [
  `ALTER TABLE task ADD COLUMN failure_policy jsonb NOT NULL DEFAULT '{"type":"BLOCK"}'`,
  `CREATE TABLE failure (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT failure_pkey PRIMARY KEY,
    task_id uuid NOT NULL CONSTRAINT failure_task_id_fkey REFERENCES task (id) ON DELETE CASCADE,
    stream_id bigint NOT NULL CONSTRAINT failure_stream_id_fkey REFERENCES stream (id) ON DELETE CASCADE,
    generation integer NOT NULL,
    source_offset bigint NOT NULL,
    source_identity text NOT NULL,
    unique_key text,
    keys text,
    tag text,
    stored_at timestamptz NOT NULL,
    body_bytes integer NOT NULL,
    property_bytes integer NOT NULL,
    said text NOT NULL,
    dead_letter_topic text,
    dead_letter_offset bigint,
    dead_letter_said text,
    state text NOT NULL DEFAULT 'PENDING',
    tries integer NOT NULL DEFAULT 0,
    tried_from bigint,
    retry_said text,
    sent_offset bigint,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT failure_message_key UNIQUE (stream_id, generation, source_offset)
  )`,
  `CREATE INDEX failure_task_id_state_id_idx ON failure (task_id, state, id)`,
  `CREATE INDEX failure_task_id_id_idx ON failure (task_id, id)`,
  `CREATE INDEX failure_retrying_idx ON failure (stream_id, id) WHERE state = 'RETRYING'`,
];
