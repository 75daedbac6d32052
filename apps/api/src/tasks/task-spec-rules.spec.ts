import { NO_METADATA_SYNC, NO_PROGRESS_SYNC, type TaskSpec } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { editedSpec, isSameClusterCopy, specProblems } from './task-spec-rules.js';

const cluster: TaskSpec = {
  name: 'a',
  direction: 'ONE_WAY',
  level: 'CLUSTER',
  sourceClusterId: 's',
  targetClusterId: 't',
  startFrom: { type: 'LATEST' },
  topics: { include: ['a*', 'b'], exclude: [] },
  routes: [],
  failurePolicy: { type: 'BLOCK' },
  throttle: {},
  compression: { type: 'NONE' },
  tag: null,
  metadata: NO_METADATA_SYNC,
  progress: NO_PROGRESS_SYNC,
  groups: {},
};
const route = { sourceTopic: 'x', targetTopic: 'y', filter: { type: 'NONE' as const } };
const topic: TaskSpec = { ...cluster, level: 'TOPIC', topics: {}, routes: [route] };
const paths = (spec: TaskSpec) => specProblems(spec).map((problem) => problem.path);

describe('rules over a whole spec', () => {
  it('take a cluster-level and a topic-level task (T-02)', () => {
    expect(paths(cluster)).toEqual([]);
    expect(paths(topic)).toEqual([]);
  });

  it('want a timestamp with TIMESTAMP and only then (T-04)', () => {
    expect(paths({ ...cluster, startFrom: { type: 'TIMESTAMP' } })).toEqual(['startFrom.timestamp']);
    expect(paths({ ...cluster, startFrom: { type: 'EARLIEST', timestamp: 1 } })).toEqual([
      'startFrom.timestamp',
    ]);
    expect(paths({ ...cluster, startFrom: { type: 'TIMESTAMP', timestamp: 1 } })).toEqual([]);
  });

  it('want routes at topic level and none at cluster level', () => {
    expect(paths({ ...topic, routes: [] })).toEqual(['routes']);
    expect(paths({ ...cluster, routes: [route] })).toEqual(['routes']);
    expect(paths({ ...topic, topics: { include: ['a'] } })).toEqual(['topics']);
  });

  it('take a dead-letter topic with RECORD only, and none that the task copies into (T-09)', () => {
    const field = 'failurePolicy.deadLetterTopic';
    const dead = (spec: TaskSpec, deadLetterTopic: string, type: 'RECORD' | 'BLOCK' = 'RECORD') =>
      paths({ ...spec, failurePolicy: { type, deadLetterTopic } });
    expect(dead(topic, 'dead')).toEqual([]);
    expect(dead(topic, 'dead', 'BLOCK')).toEqual([field]);
    expect(dead(topic, 'TBW102')).toEqual([field]);
    expect(dead(topic, 'y')).toEqual([field]);
    expect(dead(topic, 'x')).toEqual([]);
    expect(dead({ ...topic, direction: 'TWO_WAY' }, 'x')).toEqual([field]);
    expect(dead(cluster, 'dead')).toEqual([]);
    expect(dead(cluster, 'abc')).toEqual([field]);
    expect(dead({ ...cluster, topics: {} }, 'dead')).toEqual([field]);
    expect(dead({ ...cluster, topics: { exclude: ['dead'] } }, 'dead')).toEqual([]);
    expect(paths({ ...cluster, failurePolicy: { type: 'RECORD' } })).toEqual([]);
  });

  it('refuse the same way twice', () => {
    expect(paths({ ...topic, routes: [route, { ...route, targetTopic: 'z' }, route] })).toEqual(['routes.2']);
  });

  it('want an expression with a filter and only then (T-03)', () => {
    expect(paths({ ...topic, routes: [{ ...route, filter: { type: 'TAG' } }] })).toEqual([
      'routes.0.filter.expression',
    ]);
    expect(paths({ ...topic, routes: [{ ...route, filter: { type: 'NONE', expression: 'a' } }] })).toEqual([
      'routes.0.filter.expression',
    ]);
  });
});

describe('an edit', () => {
  it('keeps what it does not name', () => {
    expect(editedSpec(topic, { name: 'b' })).toEqual({ ...topic, name: 'b' });
  });

  it('of the level drops what belongs to the other level', () => {
    expect(editedSpec(topic, { level: 'CLUSTER' })).toEqual({
      ...topic,
      level: 'CLUSTER',
      routes: [],
      topics: {},
    });
    expect(specProblems(editedSpec(cluster, { level: 'TOPIC', routes: [route] }))).toEqual([]);
  });
});

describe('two cluster-level tasks', () => {
  it('are the same copy when clusters and selection are, in any order', () => {
    expect(isSameClusterCopy(cluster, { ...cluster, name: 'b', topics: { include: ['b', 'a*', 'b'] } })).toBe(
      true,
    );
    expect(isSameClusterCopy(cluster, { ...cluster, topics: {} })).toBe(false);
    expect(isSameClusterCopy(cluster, { ...cluster, sourceClusterId: 't', targetClusterId: 's' })).toBe(
      false,
    );
    expect(isSameClusterCopy(topic, topic)).toBe(false);
  });
});
