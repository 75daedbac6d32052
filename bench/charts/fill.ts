import type { DataSource } from 'typeorm';

/** How much the database is filled with. */
export interface FillSize {
  tasks: number;
  /** Samples of 5 s reach back so far. */
  rawHours: number;
  /** Roll-ups reach back so far. */
  days: number;
  streamsPerTask: number;
  /** Of the first task, when it is to have more. */
  streamsOfFirst?: number;
  /** 200,000 unless given. */
  events?: number;
}

const WORKERS = 2;
/** Rows of the control plane's other tables, as a year may leave them. */
const EVENTS = 200_000;
const FAILURES = 20_000;
const RING = 64;
/** Source offset that a stream `s` began at: as different as those of real queues. */
const BEGIN = '(s.id * 7919 % 100000007)';

const FIGURES = `read, sent, skipped_loop, filtered, failed, bytes, delay_ms, delay_max_ms, lag_messages`;
/** Of flow number `n` in step `i`: some busy, some idle, some unknown. */
const VALUES = `(i * n) % 5000, (i * n) % 4900, 0, i % 7, 0, (i * n) % 5000 * 1024, (i + n) % 900,
  (i + n) % 900 + 50, CASE WHEN n % 50 = 0 THEN NULL ELSE (i * n) % 300 END`;

/**
 * Fills a migrated database: tasks with streams, checkpoints and events, a worker's samples of 5 s, and roll-ups, through to now.
 */
export async function fill(dataSource: DataSource, size: FillSize): Promise<void> {
  const run = (text: string, parameters: unknown[] = []): Promise<unknown> =>
    dataSource.query(text, parameters);
  for (const setting of [
    'jit = off',
    'synchronous_commit = off',
    `max_wal_size = '8GB'`,
    `maintenance_work_mem = '256MB'`,
  ])
    await run(`ALTER SYSTEM SET ${setting}`);
  await run('SELECT pg_reload_conf()');
  await fillTasks(run, size);
  await run(`UPDATE sample_gate SET closed_until = date_bin('10 minutes', now(), 'epoch')`);
  await run(`UPDATE sample_roll_up SET rolled_until = date_bin('10 minutes', now(), 'epoch')`);
  await makePartitions(run, 'sample', 6, size.rawHours + 6);
  await makePartitions(run, 'sample_minute', 24, size.days * 24 + 24);
  await makePartitions(run, 'sample_coarse', 24 * 7, size.days * 24 + 24 * 7);
  for (let hour = size.rawHours; hour > 0; hour--)
    await run(
      `INSERT INTO sample (flow_id, worker_id, at, ${FIGURES})
       SELECT id, worker, (SELECT closed_until FROM sample_gate) - $1 * interval '1 hour' + i * interval '5 seconds', ${VALUES}
       FROM generate_series(0, 719) i, bench_flow`,
      [hour],
    );
  for (let day = size.days; day > 0; day--) {
    await fillRollUp(run, 'sample_minute', '1 minute', day);
    await fillRollUp(run, 'sample_coarse', '10 minutes', day);
  }
  for (const table of ['sample', 'sample_minute', 'sample_coarse']) await run(`VACUUM ANALYZE ${table}`);
  await run('VACUUM ANALYZE');
  await run('ALTER SYSTEM RESET ALL');
  await run('SELECT pg_reload_conf()');
}

/**
 * Adds the samples from the newest one through to now, as workers would.
 *
 * @returns when the newest one was
 */
export async function addSamples(dataSource: DataSource): Promise<Date> {
  const [{ last }]: [{ last: Date }] = await dataSource.query(
    'SELECT max(at) AS last FROM sample WHERE flow_id = (SELECT id FROM bench_flow WHERE n = 1)',
  );
  await dataSource.query(
    `INSERT INTO sample (flow_id, worker_id, at, ${FIGURES})
     SELECT id, worker, at, ${VALUES}
     FROM generate_series($1::timestamptz + interval '5 seconds', now(), '5 seconds') WITH ORDINALITY AS t (at, i), bench_flow`,
    [last],
  );
  return last;
}

/** Adds the samples of the time since the database was filled, or last looked at, for housekeeping to roll up. */
export async function catchUp(dataSource: DataSource): Promise<void> {
  const last = await addSamples(dataSource);
  await dataSource.query(
    `UPDATE sample_roll_up SET rolled_until = least(rolled_until, date_bin('10 minutes', $1, 'epoch'))`,
    [last],
  );
}

type Run = (text: string, parameters?: unknown[]) => Promise<unknown>;

/** One day, `day` days before what is rolled up ends. */
async function fillRollUp(run: Run, table: string, step: string, day: number): Promise<void> {
  await run(
    `INSERT INTO ${table} (flow_id, at, ${FIGURES})
     SELECT id, at, ${VALUES} FROM generate_series(
       (SELECT max(rolled_until) FROM sample_roll_up) - $1 * interval '1 day',
       (SELECT max(rolled_until) FROM sample_roll_up) - ($1 - 1) * interval '1 day' - $2::interval, $2::interval
     ) WITH ORDINALITY AS t (at, i), bench_flow`,
    [day, step],
  );
}

async function makePartitions(run: Run, table: string, widthHours: number, backHours: number): Promise<void> {
  for (let hours = backHours; hours > -2 * widthHours; hours -= widthHours)
    await run(
      `DO $$ DECLARE first timestamptz := date_bin('${widthHours} hours', now() - interval '${hours} hours', 'epoch');
       BEGIN
         EXECUTE format('CREATE TABLE ${table}_fill_${backHours - hours} PARTITION OF ${table} FOR VALUES FROM (%L) TO (%L)',
           first, first + interval '${widthHours} hours');
       END $$`,
    );
}

async function fillTasks(
  run: Run,
  { tasks, streamsPerTask, streamsOfFirst, events }: FillSize,
): Promise<void> {
  await run(
    `INSERT INTO cluster (name, cluster_id, network_type, name_servers, acl_enabled)
     VALUES ('source', 'source', 'VPC', '127.0.0.1:9876', false), ('target', 'target', 'VPC', '127.0.0.1:9877', false)`,
  );
  await run(
    `INSERT INTO worker (id, name, producer_group, lease_until, host, pid, version, stopped_at)
     SELECT gen_random_uuid(), 'worker-' || n, 'PG_' || n, now() + interval '10 hours', 'host', n, '0',
       CASE WHEN n > ${WORKERS} THEN now() END FROM generate_series(1, 200) n`,
  );
  await run(
    `INSERT INTO task (name, direction, level, source_cluster_id, target_cluster_id, start_from, topics, routes, wanted)
     SELECT 'task-' || n, 'ONE_WAY', 'CLUSTER', (SELECT id FROM cluster WHERE name = 'source'),
       (SELECT id FROM cluster WHERE name = 'target'), '{"type":"LATEST"}', '{}', '[]', 'RUNNING'
     FROM generate_series(1, $1::int) n`,
    [tasks],
  );
  await run(
    `INSERT INTO flow (task_id, direction, flow_key, initialized, planned_generation)
     SELECT id, 'forward', name, true, 1 FROM task`,
  );
  await run(
    `CREATE TABLE bench_flow AS SELECT f.id, f.task_id, row_number() OVER (ORDER BY f.id)::int AS n, w.id AS worker
     FROM flow f, LATERAL (SELECT id FROM worker WHERE stopped_at IS NULL ORDER BY name OFFSET abs(hashtext(f.id::text)) % ${WORKERS} LIMIT 1) w`,
  );
  await run(
    `INSERT INTO shard (flow_id, index, epoch, owner, phase, observed_generation)
     SELECT f.id, i, 1, f.worker, 'RUNNING', 1 FROM bench_flow f, generate_series(0, 3) i`,
  );
  await run(
    `INSERT INTO stream (flow_id, number, shard_index, source_topic, source_broker, source_queue, target_topic,
       target_broker, target_queue, start_generation, start_position, start_target_offset)
     SELECT f.id, i, i % 4, 'topic-' || i / 8, 'broker-a', i % 8, 'topic-' || i / 8, 'broker-x', i % 8, 1, 0, 0
     FROM bench_flow f, generate_series(0, CASE WHEN f.n = 1 THEN $2::int ELSE $1 END - 1) i`,
    [streamsPerTask, streamsOfFirst ?? streamsPerTask],
  );
  await run(
    `INSERT INTO checkpoint (stream_id, slot, seq, generation, source_offset, target_offset, source_identity, target_identity, epoch)
     SELECT s.id, i, 1000 + i, 1, ${BEGIN} + 1000 * i, 1000 * i, repeat('a', 40), repeat('b', 40), 1
     FROM stream s, generate_series(0, ${RING - 1}) i`,
  );
  await run(
    `INSERT INTO stream_status (stream_id, source_max, delay_ms, state)
     SELECT s.id, ${BEGIN} + 64000 + s.id * 37 % 5000, s.id % 900, 'RUNNING' FROM stream s`,
  );
  await run(
    `INSERT INTO event (at, kind, severity, task_id, details)
     SELECT now() - i * interval '1 minute', 'SHARD_TAKEN_OVER', 'WARNING', f.task_id, '{"shard": 1}'
     FROM generate_series(1, ${events ?? EVENTS}) i JOIN bench_flow f ON f.n = 1 + i % $1::int ORDER BY i`,
    [tasks],
  );
  await run(
    `INSERT INTO failure (task_id, stream_id, generation, source_offset, source_identity, body_bytes, property_bytes, said, state,
       stored_at,
       recorded_at, changed_at)
     SELECT f.task_id, s.id, 1, i, 'x', 10, 10, '{"code": 1}', 'GIVEN_UP', now(), now(), now()
     FROM generate_series(1, ${FAILURES}) i JOIN bench_flow f ON f.n = 1 + i % $1::int
     JOIN stream s ON s.flow_id = f.id AND s.number = 0`,
    [tasks],
  );
}
