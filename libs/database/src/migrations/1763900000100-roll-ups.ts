import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Samples in partitions, and their roll-ups. What is there already becomes the first partition as it is, without being
 * copied; housekeeping rolls it up bit by bit and drops it when it is old. Nothing refers to a flow by a foreign key:
 * dropping a partition would lock `flow` for it.
 */
export class RollUps1763900000100 implements MigrationInterface {
  readonly name = 'RollUps1763900000100';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const FIGURES = `
    read bigint NOT NULL,
    sent bigint NOT NULL,
    skipped_loop bigint NOT NULL,
    filtered bigint NOT NULL,
    failed bigint NOT NULL,
    bytes bigint NOT NULL,
    delay_ms bigint,
    delay_max_ms bigint,
    lag_messages bigint,
    gap_messages bigint NOT NULL DEFAULT 0,
    throttled_ms bigint NOT NULL DEFAULT 0,
    backoff_ms bigint NOT NULL DEFAULT 0`;

const rollUpTable = (name: string): string[] => [
  `CREATE TABLE ${name} (
    flow_id uuid NOT NULL,
    at timestamptz NOT NULL,${FIGURES},
    CONSTRAINT ${name}_pkey PRIMARY KEY (flow_id, at)
  ) PARTITION BY RANGE (at)`,
  `CREATE TABLE ${name}_default PARTITION OF ${name} DEFAULT`,
];

const UP = [
  `ALTER TABLE sample DROP CONSTRAINT sample_flow_id_fkey, DROP CONSTRAINT sample_pkey, DROP COLUMN id`,
  `DROP INDEX sample_at_idx`,
  `ALTER INDEX sample_flow_id_at_idx RENAME TO sample_before_flow_id_at_idx`,
  `ALTER TABLE sample RENAME TO sample_before`,
  `CREATE TABLE sample (
    flow_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    at timestamptz NOT NULL,${FIGURES}
  ) PARTITION BY RANGE (at)`,
  `CREATE INDEX sample_flow_id_at_idx ON sample (flow_id, at)`,
  `CREATE TABLE sample_default PARTITION OF sample DEFAULT`,
  ...rollUpTable('sample_minute'),
  ...rollUpTable('sample_coarse'),
  `CREATE TABLE sample_gate (
    id boolean NOT NULL DEFAULT true CONSTRAINT sample_gate_pkey PRIMARY KEY CONSTRAINT sample_gate_one CHECK (id),
    closed_until timestamptz NOT NULL,
    kept_from timestamptz NOT NULL DEFAULT '-infinity'
  )`,
  `CREATE TABLE sample_roll_up (
    bucket_ms integer NOT NULL CONSTRAINT sample_roll_up_pkey PRIMARY KEY,
    rolled_until timestamptz NOT NULL
  )`,
  `CREATE TABLE sample_late (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sample_late_pkey PRIMARY KEY,
    flow_id uuid NOT NULL,
    at timestamptz NOT NULL
  )`,
  `DO $$
  DECLARE
    oldest timestamptz;
    newest timestamptz;
    rolled timestamptz;
  BEGIN
    SELECT min(at), max(at) INTO oldest, newest FROM sample_before;
    rolled := date_bin('10 minutes', coalesce(oldest, now()), 'epoch');
    IF oldest IS NULL THEN
      DROP TABLE sample_before;
    ELSE
      EXECUTE format('ALTER TABLE sample ATTACH PARTITION sample_before FOR VALUES FROM (%L) TO (%L)',
        date_bin('6 hours', oldest, 'epoch'), date_bin('6 hours', greatest(newest, now()), 'epoch') + interval '6 hours');
    END IF;
    INSERT INTO sample_gate (closed_until) VALUES (rolled);
    INSERT INTO sample_roll_up (bucket_ms, rolled_until) VALUES (60000, rolled), (600000, rolled);
  END $$`,
];

/** Only samples that are still there as workers wrote them go back. */
const DOWN = [
  `DROP TABLE sample_late, sample_roll_up, sample_gate, sample_coarse, sample_minute`,
  `ALTER TABLE sample RENAME TO sample_parts`,
  `ALTER INDEX sample_flow_id_at_idx RENAME TO sample_parts_flow_id_at_idx`,
  `CREATE TABLE sample (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sample_pkey PRIMARY KEY,
    flow_id uuid NOT NULL CONSTRAINT sample_flow_id_fkey REFERENCES flow (id) ON DELETE CASCADE,
    worker_id uuid NOT NULL,
    at timestamptz NOT NULL,${FIGURES}
  )`,
  `INSERT INTO sample (flow_id, worker_id, at, read, sent, skipped_loop, filtered, failed, bytes, delay_ms, delay_max_ms,
     lag_messages, gap_messages, throttled_ms, backoff_ms)
   SELECT flow_id, worker_id, at, read, sent, skipped_loop, filtered, failed, bytes, delay_ms, delay_max_ms,
     lag_messages, gap_messages, throttled_ms, backoff_ms
   FROM sample_parts WHERE flow_id IN (SELECT id FROM flow) ORDER BY at`,
  `DROP TABLE sample_parts`,
  `CREATE INDEX sample_flow_id_at_idx ON sample (flow_id, at)`,
  `CREATE INDEX sample_at_idx ON sample USING brin (at)`,
];
