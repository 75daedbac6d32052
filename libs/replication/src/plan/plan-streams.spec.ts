import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isEmptyPlan,
  planStreams,
  sortQueues,
  type BrokerQueue,
  type PlannedStream,
  type StreamPlanInput,
} from './plan-streams.js';

const queues = (brokerName: string, count: number): BrokerQueue[] =>
  Array.from({ length: count }, (_, queueId) => ({ brokerName, queueId }));

function input(over: Partial<StreamPlanInput> = {}): StreamPlanInput {
  return {
    routes: [{ sourceTopic: 'orders', targetTopic: 'orders' }],
    sourceQueues: new Map([['orders', queues('a', 4)]]),
    targetQueues: new Map([['orders', queues('x', 4)]]),
    existing: [],
    isWanted: () => true,
    ...over,
  };
}

/** The streams of a plan as if they had been stored, with ids from 1 on. */
function stored(
  plan: ReturnType<typeof planStreams>,
  before: readonly PlannedStream[] = [],
): PlannedStream[] {
  const added = plan.add.map((stream, index) => ({
    ...stream,
    id: before.length + index + 1,
    retired: false,
  }));
  const changed = before.map((stream) => ({
    ...stream,
    retired: plan.retire.includes(stream.id) || (stream.retired && !plan.revive.includes(stream.id)),
  }));
  return [...changed, ...added];
}

const mapping = (plan: ReturnType<typeof planStreams>): string[] =>
  plan.add.map(
    ({ source, target }) => `${source.brokerName}${source.queueId}>${target.brokerName}${target.queueId}`,
  );

describe('planStreams maps sorted source queues onto sorted target queues (R-03)', () => {
  it.each([
    ['as many queues on both sides', [['a', 2]], [['x', 2]], ['a0>x0', 'a1>x1']],
    ['fewer target queues', [['a', 4]], [['x', 2]], ['a0>x0', 'a1>x1', 'a2>x0', 'a3>x1']],
    ['more target queues', [['a', 2]], [['x', 4]], ['a0>x0', 'a1>x1']],
    [
      'two brokers onto one',
      [
        ['a', 2],
        ['b', 2],
      ],
      [['x', 4]],
      ['a0>x0', 'a1>x1', 'b0>x2', 'b1>x3'],
    ],
    [
      'brokers given out of order',
      [
        ['b', 1],
        ['a', 1],
      ],
      [
        ['y', 1],
        ['x', 1],
      ],
      ['a0>x0', 'b0>y0'],
    ],
    ['no target queue yet', [['a', 2]], [], []],
    ['no source queue yet', [], [['x', 2]], []],
  ] as [string, [string, number][], [string, number][], string[]][])(
    '%s',
    (_, sources, targets, expected) => {
      const plan = planStreams(
        input({
          sourceQueues: new Map([['orders', sources.flatMap(([name, count]) => queues(name, count))]]),
          targetQueues: new Map([['orders', targets.flatMap(([name, count]) => queues(name, count))]]),
        }),
      );
      expect(mapping(plan)).toEqual(expected);
    },
  );

  it('sorts queue ids as numbers', () => {
    expect(
      sortQueues([
        { brokerName: 'a', queueId: 10 },
        { brokerName: 'a', queueId: 9 },
      ]).map((queue) => queue.queueId),
    ).toEqual([9, 10]);
  });

  it('copies one source topic to two targets as streams of their own', () => {
    const routes = [
      { sourceTopic: 'orders', targetTopic: 'orders' },
      { sourceTopic: 'orders', targetTopic: 'audit' },
    ];
    const targetQueues = new Map([
      ['orders', queues('x', 4)],
      ['audit', queues('x', 1)],
    ]);
    expect(planStreams(input({ routes, targetQueues })).add).toHaveLength(8);
  });

  it('plans a route that is listed twice once', () => {
    const route = { sourceTopic: 'orders', targetTopic: 'orders' };
    expect(planStreams(input({ routes: [route, route] })).add).toHaveLength(4);
  });
});

describe('planStreams never moves a stream', () => {
  it('adds only what is new when the source grows, and leaves the old mapping alone when the target grows', () => {
    const existing = stored(planStreams(input()));
    const grown = input({
      existing,
      sourceQueues: new Map([['orders', queues('a', 6)]]),
      targetQueues: new Map([['orders', queues('x', 8)]]),
    });
    expect(mapping(planStreams(grown))).toEqual(['a4>x4', 'a5>x5']);
  });

  it('reads nothing as deleted when topics, queues or brokers cannot be seen', () => {
    const existing = stored(planStreams(input()));
    const blind = input({ existing, routes: [], sourceQueues: new Map(), targetQueues: new Map() });
    expect(isEmptyPlan(planStreams(blind))).toBe(true);
  });

  it('retires what the spec no longer asks for, and revives it when it asks again', () => {
    const existing = stored(planStreams(input()));
    const gone = planStreams(input({ existing, routes: [], isWanted: () => false }));
    expect(gone).toEqual({ add: [], retire: [1, 2, 3, 4], revive: [] });
    expect(planStreams(input({ existing: stored(gone, existing) }))).toEqual({
      add: [],
      retire: [],
      revive: [1, 2, 3, 4],
    });
  });

  const topic: fc.Arbitrary<string> = fc.constantFrom('t1', 't2', 't3');
  const cluster = fc.dictionary(
    topic,
    fc.uniqueArray(
      fc.record({ brokerName: fc.constantFrom('a', 'b', 'c'), queueId: fc.integer({ min: 0, max: 12 }) }),
      {
        selector: (queue) => `${queue.brokerName}/${queue.queueId}`,
        maxLength: 12,
      },
    ),
  );
  const step = fc.record({ source: cluster, target: cluster, wanted: fc.uniqueArray(topic) });

  it('keeps each mapping, plans each source queue once and settles at once, whatever the clusters go through', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        let streams: PlannedStream[] = [];
        const targets = new Map<string, string>();
        for (const { source, target, wanted } of steps) {
          const next = input({
            routes: wanted.map((name) => ({ sourceTopic: name, targetTopic: name })),
            sourceQueues: new Map(Object.entries(source)),
            targetQueues: new Map(Object.entries(target)),
            existing: streams,
            isWanted: (pair) => wanted.includes(pair.sourceTopic),
          });
          streams = stored(planStreams(next), streams);
          expect(isEmptyPlan(planStreams({ ...next, existing: streams }))).toBe(true);
          for (const stream of streams) {
            const key = JSON.stringify([stream.source, stream.target.topic]);
            expect(targets.get(key) ?? JSON.stringify(stream.target)).toBe(JSON.stringify(stream.target));
            targets.set(key, JSON.stringify(stream.target));
            expect(stream.retired).toBe(!wanted.includes(stream.source.topic));
          }
          expect(targets.size).toBe(streams.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
