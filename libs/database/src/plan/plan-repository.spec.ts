import { beforeEach, describe, expect, it } from 'vitest';
import { StaleEpochError } from '../errors.js';
import { queryRows } from '../sql.js';
import { TaskRepository } from '../task/task-repository.js';
import { holdTask, newStream } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import { PlanRepository } from './plan-repository.js';

const database = useDatabase();
let plans: PlanRepository;

beforeEach(() => {
  plans = new PlanRepository(database.dataSource);
});

const NOTHING = { generation: 1, add: [], retire: [], revive: [] };

describe('a flow', () => {
  it('is loaded with its spec, its clusters and its streams', async () => {
    const spec = await database.given.spec({ name: 'orders', topics: { include: ['orders'] } });
    const task = await new TaskRepository(database.dataSource).create(spec);
    const flow = await plans.loadFlow(await database.given.flowOf(task.id));
    expect(flow).toMatchObject({
      task: { id: task.id, generation: 1, spec },
      flow: { direction: 'forward', initialized: false, plannedGeneration: 0 },
      source: { id: spec.sourceClusterId, aclEnabled: false, secretKeyCipher: null },
      target: { id: spec.targetClusterId },
      streams: [],
    });
    expect(flow?.flow.flowKey).toMatch(/^[a-z0-9]{10}$/);
  });

  it('of the reverse direction has source and target the other way round (T-02)', async () => {
    const task = await database.given.task({ direction: 'TWO_WAY' });
    const flow = await plans.loadFlow(await database.given.flowOf(task.id, 'reverse'));
    expect(flow?.source.id).toBe(task.spec.targetClusterId);
    expect(flow?.target.id).toBe(task.spec.sourceClusterId);
  });

  it('says how old it is by the clock of the database (T-04)', async () => {
    const task = await database.given.task();
    const flowId = await database.given.flowOf(task.id);
    await queryRows(
      database.dataSource,
      `UPDATE flow SET created_at = created_at - interval '1 hour' WHERE id = $1`,
      [flowId],
    );
    const flow = await plans.loadFlow(flowId);
    expect(flow?.task.createdAgeMs).toBeGreaterThanOrEqual(3_600_000);
    expect(flow?.task.createdAgeMs).toBeLessThan(3_660_000);
  });

  it('that is gone is null', async () => {
    expect(await plans.loadFlow('00000000-0000-4000-8000-000000000000')).toBeNull();
  });
});

describe('a plan', () => {
  it('is stored with numbered streams, spread over the shards, each with the checkpoint of its start', async () => {
    const { flowId } = await holdTask(database.dataSource, database.given, 6);
    const flow = await plans.loadFlow(flowId);
    expect(flow?.flow).toMatchObject({ initialized: true, plannedGeneration: 1 });
    expect(flow?.streams.map((stream) => [stream.number, stream.shardIndex, stream.source.queueId])).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [2, 2, 2],
      [3, 3, 3],
      [4, 0, 4],
      [5, 1, 5],
    ]);
    const shard = await plans.loadShardStreams(flowId, 1);
    expect(shard.plannedGeneration).toBe(1);
    expect(shard.streams.map((stream) => stream.key)).toEqual([
      `${flow?.flow.flowKey}-1`,
      `${flow?.flow.flowKey}-5`,
    ]);
    const [first, second] = shard.streams;
    const others = await plans.loadShardStreams(flowId, 1, [first?.id ?? 0]);
    expect(others.streams).toEqual([second]);
    expect(first).toMatchObject({ ...newStream(1), retired: false });
    expect(first?.checkpoints).toEqual([
      { generation: 1, sourceOffset: 100, targetOffset: 1000, sourceIdentity: null, targetIdentity: null },
    ]);
  });

  it('goes on numbering where the last one ended', async () => {
    const { flowId, guard } = await holdTask(database.dataSource, database.given, 2);
    await plans.savePlan(flowId, guard, { ...NOTHING, generation: 2, add: [newStream(2), newStream(3)] });
    const flow = await plans.loadFlow(flowId);
    expect(flow?.streams.map((stream) => stream.number)).toEqual([0, 1, 2, 3]);
    expect(flow?.flow.plannedGeneration).toBe(2);
  });

  it('retires streams without forgetting them, and revives them', async () => {
    const { flowId, guard } = await holdTask(database.dataSource, database.given, 1);
    const [stream] = (await plans.loadFlow(flowId))?.streams ?? [];
    const id = stream?.id ?? 0;
    await plans.savePlan(flowId, guard, { ...NOTHING, retire: [id] });
    expect((await plans.loadShardStreams(flowId, 0)).streams).toEqual([]);
    expect((await plans.loadFlow(flowId))?.streams[0]?.retired).toBe(true);
    await plans.savePlan(flowId, guard, { ...NOTHING, revive: [id] });
    expect((await plans.loadShardStreams(flowId, 0)).streams.map((revived) => revived.id)).toEqual([id]);
  });

  it('of a worker that has lost the shard is refused, and nothing of it is stored (R-01)', async () => {
    const { flowId, guard } = await holdTask(database.dataSource, database.given, 1);
    const stale = { ...guard, epoch: guard.epoch - 1 };
    await expect(plans.savePlan(flowId, stale, { ...NOTHING, add: [newStream(1)] })).rejects.toThrow(
      StaleEpochError,
    );
    expect((await plans.loadFlow(flowId))?.streams).toHaveLength(1);
  });

  it('under the lease of another flow is refused', async () => {
    const { guard } = await holdTask(database.dataSource, database.given, 1);
    const other = await database.given.task();
    const otherFlow = await database.given.flowOf(other.id);
    await expect(plans.savePlan(otherFlow, guard, NOTHING)).rejects.toThrow(StaleEpochError);
  });

  it('that names a stream twice is refused as a whole', async () => {
    const { flowId, guard } = await holdTask(database.dataSource, database.given, 1);
    const add = [newStream(1), newStream(0)];
    await expect(plans.savePlan(flowId, guard, { ...NOTHING, generation: 9, add })).rejects.toThrow(
      'stream_mapping_key',
    );
    expect((await plans.loadFlow(flowId))?.flow.plannedGeneration).toBe(1);
    expect((await plans.loadFlow(flowId))?.streams).toHaveLength(1);
  });
});
