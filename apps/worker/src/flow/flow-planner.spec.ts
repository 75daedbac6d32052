import { PortError, type PlannedStream } from '@slipstream/replication';
import { ConnectError, NameServerUnreachableError, ResponseError } from '@slipstream/rocketmq-remoting';
import { NO_METADATA_SYNC, NO_PROGRESS_SYNC, type Reason, type Route } from '@slipstream/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakePlanningCluster } from '../testing/fake-planning-cluster.js';
import type { FlowModel } from './flow-model.js';
import { FlowPlanner, type PlanResult } from './flow-planner.js';
import { InventoryCache } from './inventory-cache.js';

const CREATED_AT = 1_000_000;
const cluster = (name: string): FlowModel['source'] => ({
  id: name,
  name,
  clusterId: name,
  nameServers: ['127.0.0.1:1'],
  addressMap: [],
  credentials: null,
});

function flow(over: Partial<FlowModel> = {}): FlowModel {
  return {
    id: 'f',
    taskId: 't',
    taskName: 'orders to new',
    key: 'abcdefghij',
    direction: 'forward',
    isTwoWay: false,
    level: 'CLUSTER',
    topics: {},
    routes: [],
    startFrom: { type: 'LATEST' },
    failurePolicy: { type: 'BLOCK' },
    compression: 'NONE',
    tag: null,
    metadata: NO_METADATA_SYNC,
    progress: NO_PROGRESS_SYNC,
    groups: {},
    generation: 1,
    plannedGeneration: 0,
    initialized: false,
    createdAt: CREATED_AT,
    source: cluster('old'),
    target: cluster('new'),
    streams: [],
    ...over,
  };
}

const route = (
  sourceTopic: string,
  targetTopic: string,
  filter: Route['filter'] = { type: 'NONE' },
): Route => ({ sourceTopic, targetTopic, filter });
const streams = (result: PlanResult | undefined): string[] =>
  (result?.add ?? []).map(
    ({ source, target, startPosition, startTargetOffset }) =>
      `${source.topic}@${source.brokerName}#${source.queueId}:${startPosition} > ${target.topic}@${target.brokerName}#${target.queueId}:${startTargetOffset}`,
  );

async function reasonOf(planning: Promise<unknown>): Promise<Reason> {
  const error = await planning.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PortError)) throw new Error('it was expected to fail with a reason');
  return error.reason;
}

describe('FlowPlanner', () => {
  let source: FakePlanningCluster;
  let target: FakePlanningCluster;
  let planner: FlowPlanner;
  // Each look is later than any answer is kept.
  let time = 0;
  const clock = { monotonic: () => (time += 60_000) };

  beforeEach(() => {
    source = new FakePlanningCluster('OldCluster', ['a']);
    target = new FakePlanningCluster('NewCluster', ['x', 'y']);
    planner = new FlowPlanner(source, target, new InventoryCache(clock));
  });

  describe('plans a start (T-01, R-03)', () => {
    it('maps the queues of all topics that match', async () => {
      source.topic('orders', 2).topic('TBW102', 8).topic('a', 1).topic('OldCluster', 16);
      target.topic('orders', 1);
      expect(streams(await planner.planStart(flow()))).toEqual([
        'orders@a#0:0 > orders@x#0:0',
        'orders@a#1:0 > orders@y#0:0',
      ]);
    });

    it.each([
      ['V5_0_0', 'ZSTD'],
      ['V4_9_7', 'ZLIB'],
      ['V4_4_0', 'NONE'],
    ] as const)('into %s with compression %s', async (version, compression) => {
      source.topic('orders', 1);
      target.brokerVersion = version;
      expect(streams(await planner.planStart(flow({ compression })))).toHaveLength(1);
    });

    it('creates a missing target topic on every master broker, with room for all source queues', async () => {
      source.topic('orders', 5);
      const result = await planner.planStart(flow());
      expect(target.created).toEqual(['orders@x 3/3/6', 'orders@y 3/3/6']);
      expect(result.created).toEqual([{ sourceTopic: 'orders', targetTopic: 'orders' }]);
      expect(new Set(result.add.map((stream) => JSON.stringify(stream.target))).size).toBe(5);
    });

    it.each([
      ['FIFO', 'FIFO'],
      ['DELAY', 'DELAY'],
      ['TRANSACTION', 'TRANSACTION'],
      ['NORMAL', 'NORMAL'],
      // Not known to every 5.x, which refuses to create a topic of a type it does not know.
      ['LITE', undefined],
      [undefined, undefined],
    ])('gives a new target topic the type of its source topic: %s (R-03)', async (type, expected) => {
      source.topic('orders', 1, type === undefined ? {} : { attributes: { 'message.type': type } });
      await planner.planStart(flow());
      expect(target.brokers.get('x')?.topics.get('orders')?.attributes?.['message.type']).toBe(expected);
    });

    it("never copies what the target's own brokers are called", async () => {
      source.topic('x', 1);
      const result = await planner.planStart(flow());
      expect(result.add).toEqual([]);
      expect(result.reason?.code).toBe('NO_TOPICS_MATCH');
    });

    it('skips topics that cannot be read', async () => {
      source.topic('closed', 4, { perm: 2 });
      expect((await planner.planStart(flow())).add).toEqual([]);
    });

    it('says which target topic cannot be written, and plans the rest', async () => {
      source.topic('orders', 1).topic('audit', 1);
      target.topic('audit', 1, { perm: 4 }).topic('orders', 1);
      const result = await planner.planStart(flow());
      expect(result.add).toHaveLength(1);
      expect(result.reason).toMatchObject({ code: 'TARGET_REFUSES', subject: 'audit' });
    });
  });

  describe('begins where the task says (T-03)', () => {
    beforeEach(() => {
      source.topic('orders', 1);
      target.topic('orders', 1, { on: ['x'] });
      source.queues.set('orders@a#0', {
        minOffset: 100,
        storeTimes: [CREATED_AT - 20, CREATED_AT - 10, CREATED_AT, CREATED_AT + 10],
      });
      target.queues.set('orders@x#0', { minOffset: 0, storeTimes: [1, 2, 3] });
    });

    it.each([
      ['EARLIEST', undefined, 100],
      ['TIMESTAMP', CREATED_AT - 10, 101],
      ['TIMESTAMP', CREATED_AT + 500, 104],
      ['LATEST', undefined, 102],
    ] as const)('%s %s', async (type, timestamp, expected) => {
      expect(streams(await planner.planStart(flow({ startFrom: { type, timestamp } })))).toEqual([
        `orders@a#0:${expected} > orders@x#0:3`,
      ]);
    });

    it('reads what is found after the first plan from its beginning, so that nothing falls between', async () => {
      expect(streams(await planner.planAgain(flow({ initialized: true }), undefined))).toEqual([
        'orders@a#0:100 > orders@x#0:3',
      ]);
    });
  });

  describe('refuses to start with a reason (T-04)', () => {
    it('Name Server unreachable', async () => {
      source.failure = new NameServerUnreachableError({ addresses: ['h:1'], causes: [] });
      expect(await reasonOf(planner.planStart(flow()))).toMatchObject({
        code: 'NAME_SERVER_UNREACHABLE',
        step: 'CONNECT',
        cluster: 'old',
        subject: 'h:1',
      });
    });

    it('wrong AccessKey at the target', async () => {
      target.brokerFailures.set(
        'x',
        new ResponseError({
          address: 'x:1',
          requestCode: 21,
          responseCode: 16,
          remark: 'check signature failed.',
        }),
      );
      expect(await reasonOf(planner.planStart(flow()))).toMatchObject({
        code: 'AUTHENTICATION_FAILED',
        step: 'AUTHENTICATE',
        cluster: 'new',
      });
    });

    it('a broker cannot be reached', async () => {
      target.brokerFailures.set('y', new ConnectError({ address: 'y:1' }));
      expect(await reasonOf(planner.planStart(flow()))).toMatchObject({
        code: 'BROKER_UNREACHABLE',
        step: 'CONNECT',
        cluster: 'new',
        subject: 'y:1',
      });
    });

    it('a Name Server without brokers', async () => {
      source.brokers.clear();
      expect(await reasonOf(planner.planStart(flow()))).toMatchObject({
        code: 'BROKER_UNREACHABLE',
        cluster: 'old',
      });
    });

    it('both sides are one cluster', async () => {
      expect(
        (await reasonOf(new FlowPlanner(source, source, new InventoryCache(clock)).planStart(flow()))).code,
      ).toBe('SAME_CLUSTER');
    });

    it('not when two clusters of one name give out one private address and are reached at different ones (C-04)', async () => {
      const twin = new FakePlanningCluster('OldCluster', [...source.brokers.keys()]).topic('orders', 4);
      const planOf = () => new FlowPlanner(source, twin, new InventoryCache(clock)).planStart(flow());
      expect((await reasonOf(planOf())).code).toBe('SAME_CLUSTER');
      for (const name of source.brokers.keys()) twin.reachedAt.set(name, `gate-of-${name}:10911`);
      await expect(planOf()).resolves.toBeDefined();
    });

    it('source topic of a route missing', async () => {
      const wanted = flow({ level: 'TOPIC', routes: [route('orders', 'orders')] });
      expect(await reasonOf(planner.planStart(wanted))).toMatchObject({
        code: 'SOURCE_TOPIC_MISSING',
        cluster: 'old',
        subject: 'orders',
      });
    });

    it('a route to a topic of RocketMQ itself', async () => {
      source.topic('orders', 1);
      const wanted = flow({ level: 'TOPIC', routes: [route('orders', 'rmq_sys_wheel_timer')] });
      expect((await reasonOf(planner.planStart(wanted))).subject).toBe('orders → rmq_sys_wheel_timer');
      expect(target.created).toEqual([]);
    });

    it('ZSTD into a target whose clients may not be able to read it', async () => {
      source.topic('orders', 1);
      target.brokerVersion = 'V4_9_7';
      expect(await reasonOf(planner.planStart(flow({ compression: 'ZSTD' })))).toMatchObject({
        code: 'COMPRESSION_NOT_SUPPORTED',
        step: 'PLAN',
        cluster: 'new',
        subject: 'x',
        said: 'the broker is of version V4_9_7; clients read ZSTD from 5.0 on',
      });
    });

    it.each([
      [true, 'INVALID_FILTER'],
      [false, 'FILTER_NOT_SUPPORTED'],
    ])('a filter that the source refuses (supported: %s)', async (supported, code) => {
      source.topic('orders', 1);
      source.checkAnswer = { valid: false, supported, said: 'unexpected token' };
      const wanted = flow({
        level: 'TOPIC',
        routes: [route('orders', 'orders', { type: 'SQL92', expression: 'n >>> 1' })],
      });
      expect(await reasonOf(planner.planStart(wanted))).toMatchObject({
        code,
        step: 'CHECK_FILTER',
        subject: 'orders',
        said: 'unexpected token',
      });
      expect(target.created).toEqual([]);
    });

    it('no right to create the target topic', async () => {
      source.topic('orders', 1);
      target.createTopic = () =>
        Promise.reject(
          new ResponseError({
            address: 'x:1',
            requestCode: 17,
            responseCode: 16,
            remark: 'User:x has no permission',
          }),
        );
      expect(await reasonOf(planner.planStart(flow()))).toMatchObject({
        code: 'NO_PERMISSION',
        step: 'CREATE_TOPIC',
        subject: 'orders',
      });
    });
  });

  it('checks a filter on every source broker that has the topic', async () => {
    source = new FakePlanningCluster('OldCluster', ['a', 'b', 'c']).topic('orders', 1, { on: ['a', 'c'] });
    const filter = { type: 'TAG', expression: 'A || B' } as const;
    await new FlowPlanner(source, target, new InventoryCache(clock)).planStart(
      flow({ level: 'TOPIC', routes: [route('orders', 'orders', filter)] }),
    );
    expect(source.checked).toEqual(['a', 'c'].map((brokerName) => ({ brokerName, topic: 'orders', filter })));
  });

  it('waits for the source topic of a reverse route, and creates nothing for it', async () => {
    const wanted = flow({ direction: 'reverse', level: 'TOPIC', routes: [route('orders', 'orders-copy')] });
    const result = await planner.planStart(wanted);
    expect(result.add).toEqual([]);
    expect(target.created).toEqual([]);
    source.topic('orders-copy', 1);
    expect(streams(await planner.planAgain(wanted, result.version))).toEqual([
      'orders-copy@a#0:0 > orders@x#0:0',
    ]);
  });

  describe('looks again while it runs (R-04)', () => {
    let running: FlowModel;
    let version: string;

    beforeEach(async () => {
      source.topic('orders', 1);
      const result = await planner.planStart(flow());
      const planned: PlannedStream[] = result.add.map((stream, index) => ({
        ...stream,
        id: index + 1,
        retired: false,
      }));
      running = flow({ initialized: true, plannedGeneration: 1, streams: planned });
      version = (await planner.planAgain(running, result.version))?.version ?? result.version;
    });

    it('does nothing while nothing has changed', async () => {
      const before = source.lookups;
      expect(await planner.planAgain(running, version)).toBeUndefined();
      expect(source.lookups).toBe(before);
    });

    it('finds new topics and new queues', async () => {
      source.topic('audit', 1).topic('orders', 2);
      expect(streams(await planner.planAgain(running, version))).toEqual([
        'audit@a#0:0 > audit@x#0:0',
        'orders@a#1:0 > orders@y#0:0',
      ]);
    });

    it('reads the queues of a new source broker from their beginning, and moves no stream (R-06)', async () => {
      source.addBroker('0-before-all').topic('orders', 2, { on: ['0-before-all'] });
      source.queues.set('orders@0-before-all#1', { minOffset: 7, storeTimes: [CREATED_AT - 5, CREATED_AT] });
      const result = await planner.planAgain(running, version);
      expect(streams(result)).toEqual([
        'orders@0-before-all#0:0 > orders@x#0:0',
        'orders@0-before-all#1:7 > orders@y#0:0',
      ]);
      expect(result).toMatchObject({ retire: [], revive: [] });
    });

    it('leaves the target queue of each stream when the target gets queues or a broker (R-06)', async () => {
      target
        .topic('orders', 8)
        .addBroker('0-before-all')
        .topic('orders', 8, { on: ['0-before-all'] });
      expect(await planner.planAgain(running, version)).toMatchObject({ add: [], retire: [], revive: [] });
      source.topic('orders', 2);
      expect(streams(await planner.planAgain(running, version))).toEqual([
        'orders@a#1:0 > orders@0-before-all#1:0',
      ]);
    });

    it('leaves streams alone whose queues the source has closed: they may be opened again', async () => {
      source.topic('orders', 4);
      const grown = await planner.planAgain(running, version);
      const all = [...running.streams];
      for (const stream of grown?.add ?? []) all.push({ ...stream, id: all.length + 1, retired: false });
      source.topic('orders', 1);
      const shrunk = { ...running, streams: all };
      expect(await planner.planAgain(shrunk, grown?.version)).toMatchObject({ add: [], retire: [] });
    });

    it('retires a route that the spec drops, and revives the same streams when it asks for it again', async () => {
      const byRoutes = (routes: Route[], before: FlowModel): FlowModel => ({
        ...before,
        level: 'TOPIC',
        routes,
      });
      source.topic('audit', 1);
      const dropped = byRoutes([route('audit', 'audit')], running);
      const change = await planner.planStart(dropped);
      expect(change).toMatchObject({ retire: [1], revive: [] });
      const retired = running.streams.map((stream) => ({ ...stream, retired: true }));
      const again = byRoutes([route('orders', 'orders')], { ...running, streams: retired });
      expect(await planner.planStart(again)).toMatchObject({ add: [], retire: [], revive: [1] });
    });

    it('leaves everything as it is when a broker, or a topic, is out of sight', async () => {
      source.brokers.get('a')?.topics.clear();
      target.brokerFailures.set('x', new ConnectError({ address: 'x:1' }));
      expect(await planner.planAgain(running, version)).toMatchObject({ add: [], retire: [], revive: [] });
    });

    it('does not create a topic anew whose brokers are out of sight', async () => {
      target.created.length = 0;
      target.brokers.get('y')?.topics.delete('orders');
      target.brokerFailures.set('x', new ConnectError({ address: 'x:1' }));
      await planner.planAgain(running, version);
      expect(target.created).toEqual([]);
    });
  });
});
