import { randomUUID } from 'node:crypto';
import type { ShardPhase } from '@slipstream/shared';
import { makeReason } from '@slipstream/shared';
import type { TestApi } from './test-api.js';

/** What a worker would report: all shards of a task in one phase, held by a live worker. */
export async function reportTask(api: TestApi, taskId: string, phase: ShardPhase): Promise<string> {
  const workerId = randomUUID();
  await api.dataSource.query(
    `INSERT INTO worker (id, name, producer_group, lease_until, host, pid, version)
     VALUES ($1, 'spec', $2, now() + interval '1 hour', 'here', 1, '0')`,
    [workerId, `group-${workerId}`],
  );
  const reason =
    phase === 'START_FAILED' || phase === 'FAILED'
      ? makeReason('NAME_SERVER_UNREACHABLE', 'CONNECT', { said: 'no route' })
      : null;
  await api.dataSource.query(
    `UPDATE shard SET owner = $2, epoch = epoch + 1, phase = $3, reason = $4::jsonb, observed_generation = t.generation, since = now()
     FROM flow f JOIN task t ON t.id = f.task_id WHERE shard.flow_id = f.id AND t.id = $1`,
    [taskId, workerId, phase, reason === null ? null : JSON.stringify(reason)],
  );
  return workerId;
}

/** The task's start failed. */
export async function failTask(api: TestApi, taskId: string): Promise<void> {
  await reportTask(api, taskId, 'START_FAILED');
}

/** The workers let the task go, as they do once it is to stop. */
export async function letGo(api: TestApi, taskId: string): Promise<void> {
  await api.dataSource.query(
    `UPDATE shard SET owner = NULL, phase = 'IDLE', since = now() FROM flow f WHERE shard.flow_id = f.id AND f.task_id = $1`,
    [taskId],
  );
}

/** The task has planned its streams: two queues of one topic. */
export async function planStreams(api: TestApi, taskId: string): Promise<void> {
  await api.dataSource.query(
    `WITH added AS (
       INSERT INTO stream (flow_id, number, shard_index, source_topic, source_broker, source_queue, target_topic,
         target_broker, target_queue, start_generation, start_position, start_target_offset, retired)
       SELECT f.id, n, n, 'orders', 'broker-a', n, 'orders', 'broker-x', n, 1, 100 + n, 0, false
       FROM flow f, generate_series(0, 1) AS n WHERE f.task_id = $1
       RETURNING id, start_position
     )
     INSERT INTO checkpoint (stream_id, slot, seq, generation, source_offset, target_offset, epoch, saved_at)
     SELECT id, 0, 0, 1, start_position, 0, 1, now() FROM added`,
    [taskId],
  );
}
