import { beforeEach, describe, expect, it } from 'vitest';
import type { ProgressSense } from '@slipstream/shared';
import { ProgressCluster } from '../testing/progress-cluster.js';
import { applyPlan } from './apply.js';
import type { PlannedTopic, ProgressPlan } from './plan.js';
import { ProgressEngine, type ProgressQuestion } from './progress-engine.js';
import type { ProgressStream } from './stream.js';

const TASK = 'task-1';
let now: number;
let x: ProgressCluster;
let y: ProgressCluster;
let engine: ProgressEngine;
let streams: ProgressStream[];

beforeEach(() => {
  now = 1_000_000;
  x = new ProgressCluster(['a', 'b']);
  y = new ProgressCluster(['y', 'z']);
  for (const cluster of [x, y]) for (const group of ['g', 'h']) cluster.listed.add(group);
  streams = [];
  engine = newEngine();
});

const newEngine = (): ProgressEngine =>
  new ProgressEngine({
    taskId: TASK,
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

const at = (brokerName: string, queueId: number, topic = 'orders') => ({ topic, brokerName, queueId });

/** A stream whose source has `count` messages, all copied, with `between` others before each copy. */
function copied(count: number, over: Partial<ProgressStream> = {}, between = 0): ProgressStream {
  const number = streams.length;
  const source = over.source ?? at('a', number);
  const target = over.target ?? at('y', number);
  const [from, to] = over.copiesTo === 'SOURCE' ? [y, x] : [x, y];
  const path = over.copiesTo === 'SOURCE' ? ['Y'] : ['X'];
  const start = { generation: 0, sourceOffset: 0, targetOffset: to.end(target) };
  from.storeLocal(source, count);
  for (let sourceOffset = 0; sourceOffset < count; sourceOffset++) {
    to.storeLocal(target, between);
    to.store(target, { streamKey: `flow-${number}`, generation: 0, sourceOffset, path });
  }
  const stream: ProgressStream = {
    id: number,
    taskId: TASK,
    key: `flow-${number}`,
    copiesTo: 'TARGET',
    filtered: false,
    retired: false,
    start,
    position: { generation: 0, sourceOffset: count, targetOffset: to.end(target) },
    pairs: [],
    sourceMax: count,
    ...over,
    source,
    target,
  };
  streams.push(stream);
  return stream;
}

const look = (over: Partial<ProgressQuestion> = {}): Promise<ProgressPlan> =>
  engine.look({ senses: ['TO_TARGET'], streams, selects: () => true, ...over });

const apply = (plan: ProgressPlan): Promise<ProgressPlan> =>
  applyPlan(plan, {
    clientTo: (sense: ProgressSense) => (sense === 'TO_TARGET' ? y : x),
    mayWrite: () => true,
    wrote: (write, time) => engine.wrote(write, time),
    now: () => now,
  });

/** A look, 5 s later another one, and what came of it. */
async function carry(over: Partial<ProgressQuestion> = {}): Promise<PlannedTopic[]> {
  await look(over);
  now += 5_000;
  return [...(await apply(await look(over))).topics];
}

describe('progress is carried to the next copy (P-01)', () => {
  it('for each queue of a topic that a group consumes, and read back', async () => {
    copied(100, {}, 2);
    copied(50);
    x.commit(at('a', 0), 'g', 40);
    x.commit(at('a', 1), 'g', 50);
    const [topic] = await carry();
    expect(topic).toMatchObject({
      sense: 'TO_TARGET',
      consumerGroup: 'g',
      fromTopic: 'orders',
      toTopic: 'orders',
      queues: [
        { fromOffset: 40, toOffset: 122, toMax: 300, translated: 122, why: null, syncedAt: now },
        { fromOffset: 50, toOffset: 50, translated: 50, why: null, syncedAt: now },
      ],
    });
    expect(y.committed(at('y', 0), 'g')).toBe(122);
  });

  it('and says how long the queues are by now on both sides, also of a group that rests (P-04)', async () => {
    const stream = copied(100);
    x.commit(at('a', 0), 'g', 40);
    await carry();
    streams = [
      {
        ...stream,
        position: { generation: 0, sourceOffset: 900, targetOffset: 900 },
        sourceMax: 950,
      },
    ];
    const [topic] = await carry();
    expect(topic?.queues).toMatchObject([{ toOffset: 40, fromMax: 950, toMax: 900 }]);
  });

  it('to another topic, for groups that the task selects, and never for those of RocketMQ', async () => {
    copied(10, { target: at('y', 0, 'bills') });
    for (const group of ['g', 'h', 'CID_RMQ_SYS_x', 'TOOLS_CONSUMER']) x.commit(at('a', 0), group, 5);
    const plan = await carry({ selects: (group) => group !== 'h' });
    expect(plan.map(({ consumerGroup, toTopic }) => [consumerGroup, toTopic])).toEqual([['g', 'bills']]);
  });

  it('to the smallest of the candidates where several queues share one', async () => {
    copied(10, { target: at('y', 0) });
    copied(10, { target: at('y', 0) });
    x.commit(at('a', 0), 'g', 8);
    x.commit(at('a', 1), 'g', 3);
    await carry();
    expect(y.committed(at('y', 0), 'g')).toBe(8);
    x.commit(at('a', 0), 'g', 10);
    x.commit(at('a', 1), 'g', 9);
    await carry();
    expect(y.committed(at('y', 0), 'g')).toBe(19);
  });

  it('counts a queue of which a group has no offset as unread, when it consumes others of the topic', async () => {
    copied(10, { target: at('y', 0) });
    copied(10, { target: at('y', 0) });
    x.commit(at('a', 0), 'g', 8);
    await carry();
    expect(y.committed(at('y', 0), 'g')).toBe(8);
    x.commit(at('a', 0), 'g', 10);
    await carry();
    expect(y.committed(at('y', 0), 'g')).toBe(10);
  });

  it('as far as copies go when a group is ahead of them, and says so', async () => {
    const stream = copied(10);
    x.storeLocal(stream.source, 5);
    x.commit(stream.source, 'g', 14);
    const [topic] = await carry();
    expect(topic?.queues[0]).toMatchObject({ translated: 10, toOffset: 10, why: 'AHEAD_OF_COPIES' });
  });
});

describe('progress is left alone', () => {
  beforeEach(() => {
    const stream = copied(100);
    x.commit(stream.source, 'g', 40);
  });
  const there = (): number | undefined => y.committed(at('y', 0), 'g');

  it('where a group is farther already: it never goes backwards', async () => {
    y.commit(at('y', 0), 'g', 60);
    const [topic] = await carry();
    expect(topic?.queues[0]).toMatchObject({ why: 'ALREADY_AHEAD', translated: 40, toOffset: 60 });
    expect(there()).toBe(60);
  });

  it('in the first look: one look does not show whether offsets move', async () => {
    expect((await look()).writes).toEqual([]);
  });

  it('where a group has members on any broker of the topic, unless a person says otherwise', async () => {
    copied(10, { target: at('z', 0) });
    y.members.add('z@g');
    expect((await carry())[0]?.queues[0]?.why).toBe('LIVE_MEMBERS');
    expect(there()).toBeUndefined();
    await carry({ overrideLive: true });
    expect(there()).toBe(40);
  });

  it('while its offsets there move by themselves, and for a minute after', async () => {
    y.commit(at('y', 0), 'g', 10);
    await look();
    now += 5_000;
    y.commit(at('y', 0), 'g', 12);
    expect((await carry())[0]?.queues[0]?.why).toBe('MOVING_BY_ITSELF');
    now += 40_000;
    expect((await carry())[0]?.queues[0]?.why).toBe('MOVING_BY_ITSELF');
    now += 30_000;
    expect((await carry())[0]?.queues[0]).toMatchObject({ why: null, toOffset: 40 });
    x.commit(at('a', 0), 'g', 50);
    expect((await carry())[0]?.queues[0]).toMatchObject({ why: null, toOffset: 50 });
  });

  it('when it was moved between the look and the write', async () => {
    await look();
    now += 5_000;
    const plan = await look();
    y.commit(at('y', 0), 'g', 99);
    expect((await apply(plan)).topics[0]?.queues[0]?.why).toBe('MOVING_BY_ITSELF');
    expect(there()).toBe(99);
  });

  it('where brokers do not know the group', async () => {
    y.unlisted.add('g');
    expect((await carry())[0]?.queues[0]?.why).toBe('GROUP_MISSING');
    expect(y.takeCalls()['updateConsumerOffset']).toBeUndefined();
  });

  it('where the group was deleted right before the write; that is no sign of its life', async () => {
    await look();
    now += 5_000;
    const plan = await look();
    y.unlisted.add('g');
    expect((await apply(plan)).topics[0]?.queues[0]).toMatchObject({
      why: 'GROUP_MISSING',
      said: 'subscription group g not exist',
    });
    y.unlisted.clear();
    expect((await carry())[0]?.queues[0]).toMatchObject({ why: null, toOffset: 40 });
  });

  it('but not because a broker is gone that only streams of former times name', async () => {
    copied(5, { source: at('b', 0), target: at('y', 0), retired: true });
    x.down.add('b');
    const [topic] = await carry();
    expect(topic?.queues).toMatchObject([{ why: null, toOffset: 40 }]);
  });

  it.each([
    ['from', 'a'],
    ['to', 'y'],
  ])(
    'while the broker that it is carried %s cannot be seen; nothing is concluded from that',
    async (_, name) => {
      await look();
      for (const cluster of [x, y]) if (cluster.brokerNames.includes(name)) cluster.down.add(name);
      const plan = await look();
      expect(plan.writes).toEqual([]);
      expect(plan.topics.flatMap(({ queues }) => queues.map(({ why }) => why))).toEqual(
        name === 'a' ? [] : ['NOT_SEEN'],
      );
    },
  );

  it('when its offset lies beyond the end of its queue: it is that of a topic made anew', async () => {
    x.commit(at('a', 0), 'g', 1_000);
    const [topic] = await carry();
    expect(topic?.queues[0]).toMatchObject({
      why: 'NOT_SEEN',
      translated: null,
      said: 'committed 1000, but orders@a#0 ends at 100',
    });
  });

  it('but an offset beyond the end at the target is no progress', async () => {
    y.commit(at('y', 0), 'g', 5_000);
    await carry();
    expect(there()).toBe(40);
  });
});

describe('progress both ways between the same topics (P-03)', () => {
  /** A stream each way, the one back of another task; 10 messages born at X, then 4 at Y, all copied. */
  function bothWays(): void {
    copied(10, { source: at('a', 0), target: at('y', 0) });
    const back = { copiesTo: 'SOURCE' as const, source: at('y', 0), target: at('a', 0), taskId: 'task-2' };
    const stream = copied(0, back);
    y.storeLocal(at('y', 0), 4);
    for (let sourceOffset = 10; sourceOffset < 14; sourceOffset++)
      x.store(at('a', 0), { streamKey: stream.key, generation: 0, sourceOffset, path: ['Y'] });
    stream.position = { generation: 0, sourceOffset: 14, targetOffset: 14 };
    stream.start = { generation: 0, sourceOffset: 0, targetOffset: 0 };
  }

  it('counts what was born at either side, whichever task copies it', async () => {
    bothWays();
    x.commit(at('a', 0), 'g', 12);
    await carry();
    expect(y.committed(at('y', 0), 'g')).toBe(12);
    // Behind what was copied, another message is born at Y: it is not passed over.
    y.storeLocal(at('y', 0), 1);
    x.commit(at('a', 0), 'g', 14);
    await carry();
    expect(y.committed(at('y', 0), 'g')).toBe(14);
  });

  it('comes to rest: what was carried over is not carried back', async () => {
    bothWays();
    x.commit(at('a', 0), 'g', 12);
    const senses = ['TO_TARGET', 'TO_SOURCE'] as const;
    await carry({ senses });
    expect((await look({ senses })).writes).toEqual([]);
    expect([x.committed(at('a', 0), 'g'), y.committed(at('y', 0), 'g')]).toEqual([12, 12]);
    // The group moves over and goes on there; its progress comes back once it has rested for a minute.
    y.commit(at('y', 0), 'g', 13);
    await carry({ senses });
    expect(x.committed(at('a', 0), 'g')).toBe(13);
    expect((await look({ senses })).writes).toEqual([]);
  });
});

describe('what a group still has in its retry topic', () => {
  it('is counted, not copied', async () => {
    copied(10);
    x.commit(at('a', 0), 'g', 5);
    x.storeLocal(at('a', 0, '%RETRY%g'), 7);
    x.commit(at('a', 0, '%RETRY%g'), 'g', 4);
    expect((await carry())[0]?.inRetry).toBe(3);
  });
});

describe('a look at clusters that stayed the same', () => {
  it('costs one question to each broker', async () => {
    copied(100);
    x.commit(at('a', 0), 'g', 40);
    await carry();
    now += 5_000;
    await look();
    x.takeCalls();
    y.takeCalls();
    now += 5_000;
    const plan = await look();
    expect(plan.topics[0]?.queues[0]?.toOffset).toBe(40);
    expect([x.takeCalls(), y.takeCalls()]).toEqual([{ consumerOffsets: 1 }, { consumerOffsets: 1 }]);
  });
});
