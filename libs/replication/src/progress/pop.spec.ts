import { beforeEach, describe, expect, it } from 'vitest';
import { ProgressCluster } from '../testing/progress-cluster.js';
import type { PlannedQueue, ProgressPlan } from './plan.js';
import { ProgressEngine } from './progress-engine.js';
import type { ProgressStream } from './stream.js';

const QUEUE = { topic: 'orders', brokerName: 'b', queueId: 0 };
const LOG = { topic: 'rmq_sys_wheel_timer', brokerName: 'b', queueId: 0 };
const RETRY = { topic: '%RETRY%g_orders', brokerName: 'b', queueId: 0 };
let now: number;
let x: ProgressCluster;
let y: ProgressCluster;
let engine: ProgressEngine;
let stream: ProgressStream;

beforeEach(() => {
  now = 1_000_000_000;
  x = new ProgressCluster(['b']);
  y = new ProgressCluster(['b']);
  x.settings.set('reviveQueueNum', '8');
  y.listed.add('g');
  x.storeLocal(QUEUE, 100);
  for (let sourceOffset = 0; sourceOffset < 100; sourceOffset++)
    y.store(QUEUE, { streamKey: 'k-0', generation: 0, sourceOffset, path: ['X'] });
  const start = { generation: 0, sourceOffset: 0, targetOffset: 0 };
  stream = {
    id: 1,
    taskId: 't',
    key: 'k-0',
    copiesTo: 'TARGET',
    source: QUEUE,
    target: QUEUE,
    filtered: false,
    retired: false,
    start,
    position: { generation: 0, sourceOffset: 100, targetOffset: 100 },
    pairs: [],
    sourceMax: 100,
  };
  engine = new ProgressEngine({
    taskId: 't',
    source: { client: x, clusterId: 'X' },
    target: { client: y, clusterId: 'Y' },
    clock: {
      now: () => now,
      sleep: (ms) => {
        now += ms;
        return Promise.resolve();
      },
    },
  });
});

/** The broker delivers messages: the committed offset is behind them at once [PopMessageProcessor]. */
function pop(from: number, count: number, over: Record<string, unknown> = {}): number {
  x.commit(QUEUE, 'g', from + count);
  const body = {
    t: 'orders',
    c: 'g',
    q: 0,
    so: from,
    n: count,
    bm: 0,
    pt: now,
    it: 20_000,
    bn: 'b',
    ...over,
  };
  record('ck', body);
  return now;
}

const acknowledge = (offset: number, popTime: number): void =>
  record('ack', { t: 'orders', c: 'g', q: 0, so: offset, ao: offset, pt: popTime, bn: 'b' });

const record = (tag: string, body: object): void =>
  x.storeRaw(LOG, { TAGS: tag, REAL_TOPIC: 'rmq_sys_REVIVE_LOG_DefaultCluster' }, JSON.stringify(body), now);

async function look(overrideLive = false): Promise<ProgressPlan> {
  now += 5_000;
  return engine.look({ senses: ['TO_TARGET'], streams: [stream], selects: () => true, overrideLive });
}

const queueOf = (plan: ProgressPlan): Partial<PlannedQueue> | undefined => plan.topics[0]?.queues[0];

describe('the offset of a POP group runs ahead of what was acknowledged (facts §9)', () => {
  it('and is carried to the oldest message in flight only', async () => {
    const popTime = pop(10, 6);
    expect(queueOf(await look())).toMatchObject({ fromOffset: 16, translated: 10, why: 'POP_IN_FLIGHT' });
    for (const offset of [10, 11, 13]) acknowledge(offset, popTime);
    expect(queueOf(await look())).toMatchObject({ translated: 12, why: 'POP_IN_FLIGHT' });
    for (const offset of [12, 14, 15]) acknowledge(offset, popTime);
    expect(queueOf(await look())).toMatchObject({ translated: 16, why: null });
  });

  it('whose offsets stand in the record one by one, some of them acknowledged, and are acknowledged many at once', async () => {
    const popTime = pop(10, 3, { d: [0, 4, 9], bm: 1 });
    expect(queueOf(await look())).toMatchObject({ translated: 13, why: null });
    x.commit(QUEUE, 'g', 30);
    expect(queueOf(await look())).toMatchObject({ translated: 14, why: 'POP_IN_FLIGHT' });
    record('bAck', { t: 'orders', c: 'g', q: 0, so: 10, ao: 10, aol: [14, 19], pt: popTime, bn: 'b' });
    expect(queueOf(await look())).toMatchObject({ translated: 30, why: null });
  });

  it('also after its invisible time was made longer: the first delivery is acknowledged, the next is not', async () => {
    const popTime = pop(10, 1);
    now += 1_000;
    pop(10, 1);
    acknowledge(10, popTime);
    expect(queueOf(await look())).toMatchObject({ translated: 10, why: 'POP_IN_FLIGHT' });
  });

  it('and stays where it was while messages wait in the retry topic', async () => {
    const first = pop(10, 2);
    acknowledge(10, first);
    expect(queueOf(await look())).toMatchObject({ translated: 11 });
    now += 120_000;
    x.storeLocal(RETRY, 1);
    pop(12, 1);
    expect(queueOf(await look())).toMatchObject({ translated: 11, why: 'POP_RETRY' });
    x.commit(RETRY, 'g', 1);
    expect(queueOf(await look())).toMatchObject({ translated: 12, why: 'POP_IN_FLIGHT' });
  });

  it('and is not carried when messages wait there already in the first look', async () => {
    pop(10, 1);
    x.storeLocal({ ...RETRY, topic: '%RETRY%g+orders' }, 1);
    const plan = await look();
    expect(queueOf(plan)).toMatchObject({ translated: null, why: 'POP_RETRY' });
    expect(plan.writes).toEqual([]);
  });
});

describe('where it cannot be seen what is in flight', () => {
  it.each([
    ['popConsumerKVServiceEnable', 'true'],
    ['enablePopBufferMerge', 'true'],
    ['timerWheelEnable', 'false'],
  ])('(%s=%s) only groups with members that brokers list are carried', async (name, value) => {
    x.settings.set(name, value);
    x.commit(QUEUE, 'g', 10);
    const held = queueOf(await look());
    expect(held).toMatchObject({ why: 'POP_UNKNOWN', said: `the broker runs with ${name}=${value}` });
    x.members.add('b@g');
    expect(queueOf(await look())).toMatchObject({ why: null, translated: 10 });
    x.members.clear();
    x.commit(QUEUE, 'g', 12);
    expect(queueOf(await look())).toMatchObject({ why: null, translated: 12 });
  });

  it('a person may say that it is carried all the same', async () => {
    x.settings.set('popConsumerKVServiceEnable', 'true');
    x.commit(QUEUE, 'g', 10);
    expect(queueOf(await look(true))).toMatchObject({ why: null, translated: 10 });
  });

  it('because the log is long, it is read on in the next look', async () => {
    x.pageSize = 1;
    x.storeLocal(LOG, 500);
    pop(10, 2);
    expect(queueOf(await look())).toMatchObject({ why: 'POP_UNKNOWN' });
    expect(queueOf(await look())).toMatchObject({ why: 'POP_IN_FLIGHT', translated: 10 });
  });

  it('because a record of it cannot be read, nothing is guessed', async () => {
    x.commit(QUEUE, 'g', 10);
    record('ck', { t: 'orders' });
    expect(queueOf(await look())).toMatchObject({ why: 'POP_UNKNOWN', said: 'a POP record has no text "c"' });
  });
});

describe('groups that never use POP', () => {
  it('cost one more pull of each broker and look', async () => {
    x.commit(QUEUE, 'g', 10);
    await look();
    x.takeCalls();
    x.commit(QUEUE, 'g', 11);
    await look();
    expect(x.takeCalls()).toEqual({ consumerOffsets: 1, pull: 1 });
  });

  it('cost nothing on a broker that knows no POP', async () => {
    x.settings.clear();
    x.commit(QUEUE, 'g', 10);
    await look();
    x.takeCalls();
    x.commit(QUEUE, 'g', 11);
    await look();
    expect(x.takeCalls()).toEqual({ consumerOffsets: 1 });
  });
});
