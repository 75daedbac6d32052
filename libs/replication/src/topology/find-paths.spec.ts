import { describePath, type Route, type RouteFilter, type TopicSelection } from '@slipstream/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkMessage, type Arrival } from '../testing/message-walk.js';
import { findPaths } from './find-paths.js';
import type { GraphTask } from './flow-graph.js';

/** `a>b` is one-way, `a<>b` two-way; named like that unless told. */
function task(way: string, what: TopicSelection | Route[] = {}, name = way): GraphTask {
  const twoWay = way.includes('<>');
  const [sourceCluster = '', targetCluster = ''] = way.split(twoWay ? '<>' : '>');
  const routes = Array.isArray(what) ? what : [];
  return {
    id: name,
    spec: {
      name,
      direction: twoWay ? 'TWO_WAY' : 'ONE_WAY',
      level: Array.isArray(what) ? 'TOPIC' : 'CLUSTER',
      topics: Array.isArray(what) ? {} : what,
      routes,
    },
    sourceCluster,
    targetCluster,
  };
}

const route = (sourceTopic: string, targetTopic = sourceTopic, tags?: string): Route => ({
  sourceTopic,
  targetTopic,
  filter: tags === undefined ? { type: 'NONE' } : { type: 'TAG', expression: tags },
});

/** Kinds with the names of the tasks on each path. */
function found(question: GraphTask, ...others: GraphTask[]): string[] {
  return findPaths({ task: question, others }).findings.map(
    ({ kind, paths }) => `${kind} ${paths.map((hops) => hops.map((hop) => hop.task).join(' ')).join(' | ')}`,
  );
}

describe('two tasks from one topic into one topic (T-10)', () => {
  it.each<[string, GraphTask, GraphTask]>([
    ['all topics twice', task('a>b'), task('a>b', {}, 'old')],
    [
      'prefixes that overlap',
      task('a>b', { include: ['orders-*'] }),
      task('a>b', { include: ['ord*'] }, 'old'),
    ],
    [
      'a name within a prefix',
      task('a>b', { include: ['orders-eu'] }),
      task('a>b', { include: ['orders-*'] }, 'old'),
    ],
    ['a route within all topics', task('a>b', [route('x')]), task('a>b', { exclude: ['y'] }, 'old')],
    ['the same route', task('a>b', [route('x', 'y')]), task('a>b', [route('x', 'y')], 'old')],
    ['the way back of a two-way task', task('a>b', [route('x')]), task('b<>a', [route('x')], 'old')],
    [
      'regular expressions with one beginning',
      task('a>b', { include: ['/x-.*/'] }),
      task('a>b', { include: ['/x-.+/'] }, 'old'),
    ],
  ])('%s: refused', (_name, question, old) => {
    expect(found(question, old)[0]).toBe(`DUPLICATE_ROUTE old | ${question.spec.name}`);
  });

  it.each<[string, GraphTask, GraphTask]>([
    ['other clusters', task('a>b'), task('a>c')],
    ['other prefixes', task('a>b', { include: ['x*'] }), task('a>b', { include: ['y*'] }, 'old')],
    [
      'one excludes what the other has',
      task('a>b', { exclude: ['x*'] }),
      task('a>b', { include: ['x*'] }, 'old'),
    ],
    ['other target topics', task('a>b', [route('x', 'y')]), task('a>b', [route('x', 'z')], 'old')],
    ['other source topics into one', task('a>b', [route('x', 'z')]), task('a>b', [route('y', 'z')], 'old')],
    ['many sources into one target', task('a>c'), task('b>c')],
    [
      'tags that exclude each other',
      task('a>b', [route('x', 'y', 'red')]),
      task('a>b', [route('x', 'y', 'blue || green')], 'old'),
    ],
  ])('%s: nothing', (_name, question, old) => {
    expect(found(question, old)).toEqual([]);
  });

  it('is found for regular expressions by the topics that are there', () => {
    const [question, old] = [
      task('a>b', { include: ['/.*-eu/'] }),
      task('a>b', { include: ['/o.*/'] }, 'old'),
    ];
    expect(found(question, old)).toEqual([]);
    const { findings } = findPaths({
      task: question,
      others: [old],
      knownTopics: ['orders-eu', 'orders-us'],
    });
    expect(findings).toMatchObject([{ kind: 'DUPLICATE_ROUTE', topics: 1 }]);
  });
});

describe('double paths over other clusters (T-10)', () => {
  it('names the tasks and the way', () => {
    const { findings } = findPaths({ task: task('a>b', [route('x')]), others: [task('a>c'), task('c>b')] });
    expect(findings.map(({ kind }) => kind)).toEqual(['DOUBLE_PATH']);
    expect(findings[0]?.paths.map(describePath)).toEqual([
      'a/x → c/x (task "a>c") → b/x (task "c>b")',
      'a/x → b/x (task "a>b")',
    ]);
  });

  it('is found whichever of the tasks comes last', () => {
    const tasks = [task('a>b'), task('a>c'), task('c>b')];
    const keys = tasks.map((last) => {
      const others = tasks.filter((other) => other !== last);
      return findPaths({ task: last, others }).findings.map(({ key }) => key);
    });
    expect(keys[0]).toHaveLength(1);
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
  });

  it('follows renamed topics and the filters on the way', () => {
    const long = [task('a>c', [route('x', 'y', 'red')]), task('c>b', [route('y', 'z')])];
    expect(found(task('a>b', [route('x', 'z')]), ...long)).toEqual(['DOUBLE_PATH a>c c>b | a>b']);
    expect(found(task('a>b', [route('x', 'z', 'blue')]), ...long)).toEqual([]);
    expect(found(task('a>b', [route('x', 'y')]), ...long)).toEqual([]);
  });

  it('is not in a ring of one-way tasks, but in two-way tasks between three clusters', () => {
    expect(found(task('c>a'), task('a>b'), task('b>c'))).toEqual(['CYCLE c>a a>b b>c']);
    expect(
      found(task('c<>a'), task('a<>b'), task('b<>c')).some((text) => text.startsWith('DOUBLE_PATH')),
    ).toBe(true);
  });

  it('is not told again of tasks that have it without this one', () => {
    expect(found(task('b>d'), task('a>b'), task('a>c'), task('c>b'))).toEqual([]);
  });
});

describe('cycles (T-10)', () => {
  it('of one two-way task are what it is for', () => expect(found(task('a<>b'))).toEqual([]));

  it('end by themselves also when the topic is called otherwise on the way back (R-05)', () => {
    const tasks = [task('a>b', [route('x', 'y')]), task('b>a', [route('y', 'x')])];
    const [there = task('a>b'), back = task('b>a')] = tasks;
    expect(found(back, there).every((text) => text.startsWith('CYCLE'))).toBe(true);
    expect(walkMessage(tasks, 'a', 'x', 't').map(({ cluster, topic }) => `${cluster}/${topic}`)).toEqual([
      'b/y',
    ]);
    const elsewhere = [there, task('b>a', [route('y', 'z')])];
    expect(walkMessage(elsewhere, 'a', 'x', 't')).toHaveLength(1);
  });
});

const CLUSTERS = ['a', 'b', 'c', 'd'];
const TOPICS = ['x', 'y', 'xy'];
const filters = fc.constantFrom<RouteFilter>(
  { type: 'NONE' },
  { type: 'NONE' },
  { type: 'TAG', expression: 'red' },
  { type: 'TAG', expression: 'blue || green' },
);
const routes = fc.uniqueArray(
  fc.record({
    sourceTopic: fc.constantFrom(...TOPICS),
    targetTopic: fc.constantFrom(...TOPICS),
    filter: filters,
  }),
  { minLength: 1, maxLength: 3, selector: ({ sourceTopic, targetTopic }) => `${sourceTopic} ${targetTopic}` },
);
const selections = fc.record({
  include: fc.constantFrom<string[]>([], ['x*'], ['y'], ['x']),
  exclude: fc.constantFrom<string[]>([], ['xy'], ['x*']),
});
const graphs = fc.array(
  fc
    .record({
      ends: fc.shuffledSubarray(CLUSTERS, { minLength: 2, maxLength: 2 }),
      arrow: fc.constantFrom('>', '>', '<>'),
      what: fc.oneof(routes, selections),
    })
    .map(({ ends, arrow, what }) => ({ way: ends.join(arrow), what })),
  { minLength: 1, maxLength: 5 },
);

/** Two copies in one topic that did not come by the same last step, one of them through the task. */
function isDoubled(arrivals: readonly Arrival[], asked: GraphTask): boolean {
  const through = (arrival: Arrival): boolean => arrival.hops.some(({ flow }) => flow.task.id === asked.id);
  const step = ({ hops }: Arrival): string => {
    const last = hops.at(-1);
    return `${last?.flow.task.id} ${last?.flow.direction} ${last?.sourceTopic}`;
  };
  return arrivals.some((one, index) =>
    arrivals
      .slice(index + 1)
      .some(
        (other) =>
          one.cluster === other.cluster &&
          one.topic === other.topic &&
          step(one) !== step(other) &&
          (through(one) || through(other)),
      ),
  );
}

describe('what is found, against messages that really go the ways (T-10)', () => {
  it('is exactly what doubles a message, and every message comes to rest (R-05)', () => {
    fc.assert(
      fc.property(graphs, (parts) => {
        const tasks = parts.map(({ way, what }, index) => task(way, what, `task-${index}`));
        const asked = tasks.at(-1) ?? task('a>b');
        const { findings } = findPaths({ task: asked, others: tasks.slice(0, -1), knownTopics: TOPICS });
        const doubled = CLUSTERS.some((cluster) =>
          [...TOPICS, 'xany-topic', 'any-topic'].some((topic) =>
            ['red', 'green', 'black'].some((tag) =>
              isDoubled(walkMessage(tasks, cluster, topic, tag), asked),
            ),
          ),
        );
        expect(findings.some(({ kind }) => kind !== 'CYCLE')).toBe(doubled);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
