import { FakeBroker, FakeCluster } from '@slipstream/rocketmq-remoting/testing';
import { encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { waitFor } from '@slipstream/stack';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { WorkerWorld } from './testing/worker-world.js';

const PATIENCE_MS = 15_000;

describe('Worker, on a real PostgreSQL and fake brokers', () => {
  let world: WorkerWorld;
  let source: FakeBroker;
  let target: FakeBroker;
  let sourceId: string;
  let targetId: string;

  beforeEach(async () => {
    world = await WorkerWorld.create(inject('databaseAdminUrl'));
    source = await FakeBroker.start({ brokerName: 'old-a', cluster: new FakeCluster('OldCluster') });
    target = await FakeBroker.start({ brokerName: 'new-a', cluster: new FakeCluster('NewCluster') });
    sourceId = await world.cluster({ nameServers: source.address });
    targetId = await world.cluster({ nameServers: target.address });
    source.store.putTopic({ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 });
  });

  afterEach(async () => {
    await world.destroy();
    await Promise.all([source.stop(), target.stop()]);
  });

  function send(broker: FakeBroker, topic: string, queueId: number, ...bodies: string[]): void {
    const entries = bodies.map((body) => ({
      flag: 0,
      body: Buffer.from(body),
      properties: encodeProperties([
        ['UNIQ_KEY', `K${body}`],
        ['TAGS', 'A'],
      ]),
    }));
    broker.store.append({ topic, queueId, entries });
  }

  const bodies = (broker: FakeBroker, topic: string, queueId: number): string[] =>
    broker.store.messages(topic, queueId).map((message) => message.body.toString());

  async function untilState(taskId: string, state: string, code?: string): Promise<void> {
    let seen: unknown;
    await waitFor(
      async () => {
        const derived = await world.state(taskId);
        seen = derived;
        return derived.state === state && (code === undefined || derived.reason?.code === code);
      },
      { timeoutMs: PATIENCE_MS, what: `${state} ${code ?? ''}` },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it was ${JSON.stringify(seen)}`);
    });
  }

  const untilCopied = (topic: string, queueId: number, ...expected: string[]): Promise<unknown> =>
    waitFor(() => bodies(target, topic, queueId).length >= expected.length, {
      timeoutMs: PATIENCE_MS,
      what: `${expected.length} copies in ${topic}#${queueId}`,
    })
      .catch(() => undefined)
      .then(() => expect(bodies(target, topic, queueId)).toEqual(expected));

  it('copies a cluster: topic made, order kept, running and counted, within 5 s of the creation (R-01, T-01)', async () => {
    await world.worker();
    send(source, 'orders', 0, 'a', 'b', 'c');
    const began = performance.now();
    const task = await world.task({ sourceClusterId: sourceId, targetClusterId: targetId });
    await untilCopied('orders', 0, 'a', 'b', 'c');
    expect(performance.now() - began).toBeLessThan(5_000);
    send(source, 'orders', 1, 'd');
    await untilCopied('orders', 1, 'd');
    await untilState(task, 'RUNNING');
    await waitFor(async () => (await world.totals(task))?.sent === '4', {
      timeoutMs: PATIENCE_MS,
      what: 'totals',
    });
    expect(await world.eventKinds(task)).toContain('TASK_RUNNING');
  });

  it('finds a new topic and new queues while it runs, and reads them from their beginning (R-04)', async () => {
    await world.worker();
    const task = await world.task({
      sourceClusterId: sourceId,
      targetClusterId: targetId,
      startFrom: { type: 'LATEST' },
    });
    await untilState(task, 'RUNNING');
    source.store.putTopic({ topicName: 'audit', readQueueNums: 1, writeQueueNums: 1 });
    source.store.putTopic({ topicName: 'orders', readQueueNums: 3, writeQueueNums: 3 });
    send(source, 'audit', 0, 'x');
    send(source, 'orders', 2, 'y');
    await untilCopied('audit', 0, 'x');
    await untilCopied('orders', 0, 'y');
    expect(await world.eventKinds(task)).toContain('STREAMS_FOUND');
  });

  it('goes on where it stopped, after a stop and a start and with another worker (T-02)', async () => {
    const first = await world.worker();
    const task = await world.task({ sourceClusterId: sourceId, targetClusterId: targetId });
    send(source, 'orders', 0, 'a', 'b');
    await untilCopied('orders', 0, 'a', 'b');
    await world.tasks.stop(task);
    await untilState(task, 'STOPPED');
    send(source, 'orders', 0, 'c');
    await world.tasks.start(task);
    await untilCopied('orders', 0, 'a', 'b', 'c');
    expect(await first.stop()).toBe(true);
    send(source, 'orders', 0, 'd');
    await world.worker();
    await untilCopied('orders', 0, 'a', 'b', 'c', 'd');
    expect(await world.eventKinds(task)).not.toContain('SHARD_TAKEN_OVER');
  });

  it('shares the shards with a second worker, and copies on', async () => {
    await world.worker();
    const task = await world.task({ sourceClusterId: sourceId, targetClusterId: targetId });
    send(source, 'orders', 0, 'a');
    await untilCopied('orders', 0, 'a');
    const second = await world.worker();
    await waitFor(() => second.runningShards === 2, { timeoutMs: PATIENCE_MS, what: 'a fair share' });
    expect(await world.eventKinds(task)).not.toContain('SHARD_TAKEN_OVER');
    send(source, 'orders', 0, 'b');
    send(source, 'orders', 1, 'c');
    await untilCopied('orders', 0, 'a', 'b');
    await untilCopied('orders', 1, 'c');
    await untilState(task, 'RUNNING');
  });

  it('hands shards over while a cluster is away: the task does not fail to start, it goes on (R-06)', async () => {
    const first = await world.worker();
    const task = await world.task({ sourceClusterId: sourceId, targetClusterId: targetId });
    send(source, 'orders', 0, 'a');
    await untilCopied('orders', 0, 'a');
    await source.stop();
    expect(await first.stop()).toBe(true);
    await world.worker();
    await untilState(task, 'FAILED');
    expect(await world.eventKinds(task)).not.toContain('TASK_START_FAILED');
  });

  it('does not loop between two clusters (R-06)', async () => {
    await world.worker();
    const task = await world.task({
      sourceClusterId: sourceId,
      targetClusterId: targetId,
      direction: 'TWO_WAY',
    });
    send(source, 'orders', 0, 'a');
    await untilCopied('orders', 0, 'a');
    send(target, 'orders', 1, 'b');
    await waitFor(() => bodies(source, 'orders', 1).includes('b'), {
      timeoutMs: PATIENCE_MS,
      what: 'the way back',
    });
    await waitFor(async () => Number((await world.totals(task))?.skippedLoop) >= 2, {
      timeoutMs: PATIENCE_MS,
      what: 'skipped messages',
    });
    expect([bodies(source, 'orders', 0), bodies(source, 'orders', 1)]).toEqual([['a'], ['b']]);
    expect([bodies(target, 'orders', 0), bodies(target, 'orders', 1)]).toEqual([['a'], ['b']]);
  });

  describe('survives trouble with nothing missing, twice or out of order (R-05)', () => {
    const numbers = (from: number, to: number): string[] =>
      Array.from({ length: to - from }, (_, index) => String(from + index));

    it('its lease is over in the database: shards are dropped, fenced and taken over by its next incarnation', async () => {
      const worker = await world.worker();
      const task = await world.task({ sourceClusterId: sourceId, targetClusterId: targetId });
      send(source, 'orders', 0, ...numbers(0, 200));
      await untilCopied('orders', 0, ...numbers(0, 200));
      await world.dataSource.query(`UPDATE worker SET lease_until = clock_timestamp() - interval '1 second'`);
      send(source, 'orders', 0, ...numbers(200, 400));
      await waitFor(async () => (await world.eventKinds(task)).includes('SHARD_TAKEN_OVER'), {
        timeoutMs: PATIENCE_MS,
        what: 'a takeover',
      });
      await untilCopied('orders', 0, ...numbers(0, 400));
      await untilState(task, 'RUNNING');
      expect(worker.runningShards).toBe(4);
    });

    it('PostgreSQL ends all connections: copying goes on', async () => {
      await world.worker();
      const task = await world.task({ sourceClusterId: sourceId, targetClusterId: targetId });
      send(source, 'orders', 0, 'a');
      await untilCopied('orders', 0, 'a');
      await world.dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      send(source, 'orders', 0, 'b');
      await untilCopied('orders', 0, 'a', 'b');
      await untilState(task, 'RUNNING');
      expect(await world.eventKinds(task)).not.toContain('SHARD_TAKEN_OVER');
    });
  });

  describe('says why a task does not start, and starts it when that is put right (T-04)', () => {
    it('Name Server unreachable', async () => {
      await world.worker();
      const nowhere = await world.cluster({ nameServers: '127.0.0.1:1' });
      const task = await world.task({ sourceClusterId: nowhere, targetClusterId: targetId });
      send(source, 'orders', 0, 'a');
      await untilState(task, 'START_FAILED', 'NAME_SERVER_UNREACHABLE');
      await world.clusters.update(nowhere, { nameServers: source.address });
      await world.tasks.start(task);
      await untilCopied('orders', 0, 'a');
      await untilState(task, 'RUNNING');
      expect(await world.eventKinds(task)).toContain('TASK_START_FAILED');
    });

    it('wrong SecretKey', async () => {
      const guarded = await FakeBroker.start({
        brokerName: 'g-a',
        cluster: new FakeCluster('Guarded'),
        accounts: new Map([['ak', 'right']]),
      });
      try {
        await world.worker();
        const id = await world.cluster({ nameServers: guarded.address, accessKey: 'ak', secretKey: 'wrong' });
        const task = await world.task({ sourceClusterId: sourceId, targetClusterId: id });
        await untilState(task, 'START_FAILED', 'AUTHENTICATION_FAILED');
        await world.clusters.update(
          id,
          world.sealed(id, { nameServers: guarded.address, accessKey: 'ak', secretKey: 'right' }),
        );
        await world.tasks.start(task);
        send(source, 'orders', 0, 'a');
        await waitFor(() => bodies(guarded, 'orders', 0).length === 1, {
          timeoutMs: PATIENCE_MS,
          what: 'a copy',
        });
        expect(await world.eventKinds(task)).toContain('TASK_START_FAILED');
      } finally {
        await guarded.stop();
      }
    });

    it('source topic missing', async () => {
      await world.worker();
      const routes = [{ sourceTopic: 'nothing', targetTopic: 'nothing', filter: { type: 'NONE' as const } }];
      const task = await world.task({
        sourceClusterId: sourceId,
        targetClusterId: targetId,
        level: 'TOPIC',
        routes,
      });
      await untilState(task, 'START_FAILED', 'SOURCE_TOPIC_MISSING');
      source.store.putTopic({ topicName: 'nothing' });
      await untilState(task, 'RUNNING');
      expect(target.store.topic('nothing')).toMatchObject({ readQueueNums: 4, writeQueueNums: 4, perm: 6 });
    });
  });
});
