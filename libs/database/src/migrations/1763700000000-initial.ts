import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema. */
export class Initial1763700000000 implements MigrationInterface {
  readonly name = 'Initial1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = [
  'app_user',
  'app_session',
  'cluster',
  'task',
  'flow',
  'worker',
  'shard',
  'stream',
  'checkpoint',
  'stream_status',
  'sample',
  'event',
];

const UP = [
  `CREATE TABLE app_user (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT app_user_pkey PRIMARY KEY,
    username text NOT NULL CONSTRAINT app_user_username_key UNIQUE,
    password_hash text NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE app_session (
    id_hash text NOT NULL CONSTRAINT app_session_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT app_session_user_id_fkey REFERENCES app_user (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX app_session_user_id_idx ON app_session (user_id)`,
  `CREATE TABLE cluster (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT cluster_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT cluster_name_key UNIQUE,
    cluster_id text NOT NULL CONSTRAINT cluster_cluster_id_key UNIQUE,
    network_type text NOT NULL,
    name_servers text NOT NULL,
    acl_enabled boolean NOT NULL,
    access_key text,
    secret_key_cipher text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE task (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT task_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT task_name_key UNIQUE,
    direction text NOT NULL,
    level text NOT NULL,
    source_cluster_id uuid NOT NULL CONSTRAINT task_source_cluster_id_fkey REFERENCES cluster (id),
    target_cluster_id uuid NOT NULL CONSTRAINT task_target_cluster_id_fkey REFERENCES cluster (id),
    start_from jsonb NOT NULL,
    topics jsonb NOT NULL,
    routes jsonb NOT NULL,
    wanted text NOT NULL,
    wanted_since timestamptz NOT NULL DEFAULT now(),
    generation integer NOT NULL DEFAULT 1,
    deleting boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX task_source_cluster_id_idx ON task (source_cluster_id)`,
  `CREATE INDEX task_target_cluster_id_idx ON task (target_cluster_id)`,
  `CREATE INDEX task_deleting_idx ON task (deleting) WHERE deleting`,
  `CREATE TABLE flow (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT flow_pkey PRIMARY KEY,
    task_id uuid NOT NULL CONSTRAINT flow_task_id_fkey REFERENCES task (id) ON DELETE CASCADE,
    direction text NOT NULL,
    flow_key text NOT NULL CONSTRAINT flow_flow_key_key UNIQUE,
    planned_generation integer NOT NULL DEFAULT 0,
    initialized boolean NOT NULL DEFAULT false,
    total_read bigint NOT NULL DEFAULT 0,
    total_sent bigint NOT NULL DEFAULT 0,
    total_failed bigint NOT NULL DEFAULT 0,
    total_skipped_loop bigint NOT NULL DEFAULT 0,
    total_filtered bigint NOT NULL DEFAULT 0,
    total_bytes bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT flow_task_id_direction_key UNIQUE (task_id, direction)
  )`,
  `CREATE TABLE worker (
    id uuid NOT NULL CONSTRAINT worker_pkey PRIMARY KEY,
    name text NOT NULL,
    producer_group text NOT NULL,
    lease_until timestamptz NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    stopped_at timestamptz,
    draining boolean NOT NULL DEFAULT false,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL
  )`,
  `CREATE TABLE shard (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT shard_pkey PRIMARY KEY,
    flow_id uuid NOT NULL CONSTRAINT shard_flow_id_fkey REFERENCES flow (id) ON DELETE CASCADE,
    index integer NOT NULL,
    epoch integer NOT NULL DEFAULT 0,
    owner uuid CONSTRAINT shard_owner_fkey REFERENCES worker (id),
    predecessors uuid[] NOT NULL DEFAULT '{}',
    phase text NOT NULL DEFAULT 'IDLE',
    observed_generation integer NOT NULL DEFAULT 0,
    reason jsonb,
    since timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT shard_flow_id_index_key UNIQUE (flow_id, index)
  )`,
  `CREATE INDEX shard_owner_idx ON shard (owner)`,
  `CREATE TABLE stream (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT stream_pkey PRIMARY KEY,
    flow_id uuid NOT NULL CONSTRAINT stream_flow_id_fkey REFERENCES flow (id) ON DELETE CASCADE,
    number integer NOT NULL,
    shard_index integer NOT NULL,
    source_topic text NOT NULL,
    source_broker text NOT NULL,
    source_queue integer NOT NULL,
    target_topic text NOT NULL,
    target_broker text NOT NULL,
    target_queue integer NOT NULL,
    start_generation integer NOT NULL,
    start_position bigint NOT NULL,
    start_target_offset bigint NOT NULL,
    retired boolean NOT NULL DEFAULT false,
    CONSTRAINT stream_flow_id_number_key UNIQUE (flow_id, number),
    CONSTRAINT stream_mapping_key UNIQUE (flow_id, source_topic, source_broker, source_queue, target_topic)
  )`,
  `CREATE INDEX stream_flow_id_shard_index_idx ON stream (flow_id, shard_index)`,
  `CREATE TABLE checkpoint (
    stream_id bigint NOT NULL CONSTRAINT checkpoint_stream_id_fkey REFERENCES stream (id) ON DELETE CASCADE,
    slot smallint NOT NULL,
    seq bigint NOT NULL,
    generation integer NOT NULL,
    source_offset bigint NOT NULL,
    target_offset bigint NOT NULL,
    source_identity text,
    target_identity text,
    epoch integer NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT checkpoint_pkey PRIMARY KEY (stream_id, slot)
  )`,
  `CREATE INDEX checkpoint_stream_id_seq_idx ON checkpoint (stream_id, seq)`,
  `CREATE TABLE stream_status (
    stream_id bigint NOT NULL CONSTRAINT stream_status_pkey PRIMARY KEY
      CONSTRAINT stream_status_stream_id_fkey REFERENCES stream (id) ON DELETE CASCADE,
    source_max bigint,
    delay_ms bigint,
    state text NOT NULL,
    reason jsonb,
    updated_at timestamptz NOT NULL DEFAULT now()
  ) WITH (fillfactor = 70)`,
  `CREATE TABLE sample (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sample_pkey PRIMARY KEY,
    flow_id uuid NOT NULL CONSTRAINT sample_flow_id_fkey REFERENCES flow (id) ON DELETE CASCADE,
    worker_id uuid NOT NULL,
    at timestamptz NOT NULL,
    read bigint NOT NULL,
    sent bigint NOT NULL,
    skipped_loop bigint NOT NULL,
    filtered bigint NOT NULL,
    failed bigint NOT NULL,
    bytes bigint NOT NULL,
    delay_ms bigint,
    delay_max_ms bigint,
    lag_messages bigint
  )`,
  `CREATE INDEX sample_flow_id_at_idx ON sample (flow_id, at)`,
  `CREATE INDEX sample_at_idx ON sample USING brin (at)`,
  `CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT event_pkey PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    severity text NOT NULL,
    task_id uuid,
    actor text,
    details jsonb NOT NULL
  )`,
  `CREATE INDEX event_task_id_id_idx ON event (task_id, id)`,
];
