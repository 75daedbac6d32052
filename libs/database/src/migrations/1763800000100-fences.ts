import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users that workers make at target clusters, and which fence each target broker allows. */
export class Fences1763800000100 implements MigrationInterface {
  readonly name = 'Fences1763800000100';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE cluster_fence');
    await runner.query('DROP TABLE target_channel');
  }
}

const UP = [
  `CREATE TABLE target_channel (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT target_channel_pkey PRIMARY KEY,
    worker_id uuid NOT NULL CONSTRAINT target_channel_worker_id_fkey REFERENCES worker (id) ON DELETE CASCADE,
    cluster_id uuid NOT NULL CONSTRAINT target_channel_cluster_id_fkey REFERENCES cluster (id) ON DELETE CASCADE,
    broker text NOT NULL,
    username text CONSTRAINT target_channel_username_key UNIQUE,
    opened_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz
  )`,
  `CREATE INDEX target_channel_worker_id_idx ON target_channel (worker_id)`,
  `CREATE INDEX target_channel_cluster_id_idx ON target_channel (cluster_id) WHERE removed_at IS NULL`,
  `CREATE TABLE cluster_fence (
    cluster_id uuid NOT NULL CONSTRAINT cluster_fence_cluster_id_fkey REFERENCES cluster (id) ON DELETE CASCADE,
    broker text NOT NULL,
    method text NOT NULL,
    ground text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cluster_fence_pkey PRIMARY KEY (cluster_id, broker)
  )`,
];
