import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Metadata and consumer progress that follow the messages (M-01 to M-03, P-01 to P-04). Tasks that exist go on without. */
export class Sync1764000000100 implements MigrationInterface {
  readonly name = 'Sync1764000000100';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sync_status, group_progress, metadata_item`);
    await runner.query(
      `ALTER TABLE task DROP COLUMN metadata, DROP COLUMN progress, DROP COLUMN consumer_groups`,
    );
  }
}

const UP = [
  `ALTER TABLE task
    ADD COLUMN metadata jsonb NOT NULL
      DEFAULT '{"topics":false,"groups":false,"accounts":false,"propagateDeletes":false}',
    ADD COLUMN progress jsonb NOT NULL DEFAULT '{"toTarget":false,"toSource":false}',
    ADD COLUMN consumer_groups jsonb NOT NULL DEFAULT '{}'`,
  `CREATE TABLE metadata_item (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT metadata_item_pkey PRIMARY KEY,
    task_id uuid NOT NULL CONSTRAINT metadata_item_task_id_fkey REFERENCES task (id) ON DELETE CASCADE,
    kind text NOT NULL,
    source_name text NOT NULL,
    target_name text NOT NULL,
    state text NOT NULL,
    why text,
    said text,
    differences jsonb NOT NULL DEFAULT '[]',
    created_at_side text,
    memory jsonb NOT NULL DEFAULT '{}',
    wish text,
    synced_at timestamptz,
    since timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT metadata_item_name_key UNIQUE (task_id, kind, source_name, target_name)
  )`,
  `CREATE INDEX metadata_item_wish_idx ON metadata_item (task_id) WHERE wish IS NOT NULL`,
  `CREATE TABLE group_progress (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT group_progress_pkey PRIMARY KEY,
    task_id uuid NOT NULL CONSTRAINT group_progress_task_id_fkey REFERENCES task (id) ON DELETE CASCADE,
    sense text NOT NULL,
    consumer_group text NOT NULL,
    from_topic text NOT NULL,
    to_topic text NOT NULL,
    in_retry bigint NOT NULL DEFAULT 0,
    queues jsonb NOT NULL DEFAULT '[]',
    why text,
    synced_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT group_progress_key UNIQUE (task_id, sense, consumer_group, from_topic, to_topic)
  )`,
  `CREATE TABLE sync_status (
    task_id uuid NOT NULL CONSTRAINT sync_status_task_id_fkey REFERENCES task (id) ON DELETE CASCADE,
    part text NOT NULL,
    looked_at timestamptz,
    took_ms integer,
    reason jsonb,
    CONSTRAINT sync_status_pkey PRIMARY KEY (task_id, part)
  )`,
];
