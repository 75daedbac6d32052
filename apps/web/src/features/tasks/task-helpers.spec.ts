import { refusal, TASK_ACTIONS, TASK_STATES } from '@slipstream/shared';
import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import en from '../../i18n/en.json';
import { countStreamGroups, filterStreams } from './detail/stream-filter.js';
import { emptyTask, stepOfField, TASK_FIELDS, toCloneForm, toTaskBody, toTaskForm } from './task-form.js';
import { refusalKey } from './task-refusal.js';
import { aTask } from './testing.js';
import { matchTopics, patternError } from './topic-match.js';

describe('T-05: why an action cannot be used now', () => {
  const words = (key: string): string => en.refusal[key.split('.')[1] as 'RUNNING'];

  it.each(TASK_STATES.flatMap((state) => TASK_ACTIONS.map((action) => ({ state, action }))))(
    '$action in $state: says what the shared rule says',
    ({ state, action }) => {
      const key = refusalKey(state, action, 'OPERATOR');
      expect(key === null ? null : words(key)).toBe(refusal(state, action));
    },
  );

  it('tells a viewer that the role is the reason', () =>
    expect(refusalKey('RUNNING', 'STOP', 'VIEWER')).toBe('refusal.role.OPERATOR'));
});

describe('T-02…T-04: form of a task and request body', () => {
  it('sends only what the level has use for', () => {
    const values = { ...emptyTask(), name: ' orders ', sourceClusterId: 'a', targetClusterId: 'b' };
    expect(toTaskBody(values)).toEqual({
      tag: null,
      name: 'orders',
      direction: 'ONE_WAY',
      level: 'CLUSTER',
      sourceClusterId: 'a',
      targetClusterId: 'b',
      startFrom: { type: 'LATEST' },
      failurePolicy: { type: 'BLOCK' },
      throttle: {},
      compression: { type: 'NONE' },
      metadata: { topics: true, groups: true, accounts: false, propagateDeletes: false },
      progress: { toTarget: true, toSource: false },
      groups: {},
      topics: {},
    });
    expect(
      toTaskBody({ ...values, throttle: { messagesPerSecond: 7, bytesPerSecond: null } }).throttle,
    ).toEqual({
      messagesPerSecond: 7,
    });
    const failurePolicy = (type: 'BLOCK' | 'RECORD', deadLetterTopic: string) =>
      toTaskBody({ ...values, failurePolicy: { type, deadLetterTopic } }).failurePolicy;
    expect(failurePolicy('RECORD', ' dead ')).toEqual({ type: 'RECORD', deadLetterTopic: 'dead' });
    expect(failurePolicy('RECORD', '')).toEqual({ type: 'RECORD' });
    expect(failurePolicy('BLOCK', 'dead')).toEqual({ type: 'BLOCK' });
    expect(toTaskBody({ ...values, compression: { type: 'ZLIB' } }).compression).toEqual({ type: 'ZLIB' });
    const routes = [
      { sourceTopic: 'pay', targetTopic: '', filter: { type: 'TAG' as const, expression: ' A ' } },
    ];
    const body = toTaskBody({ ...values, level: 'TOPIC', routes });
    expect(body.topics).toBeUndefined();
    expect(body.routes).toEqual([
      { sourceTopic: 'pay', targetTopic: 'pay', filter: { type: 'TAG', expression: 'A' } },
    ]);
  });

  it('sends an instant in ms, and only with TIMESTAMP', () => {
    const timestamp = dayjs(1_763_700_000_000);
    expect(toTaskBody({ ...emptyTask(), startFrom: { type: 'TIMESTAMP', timestamp } }).startFrom).toEqual({
      type: 'TIMESTAMP',
      timestamp: 1_763_700_000_000,
    });
    expect(toTaskBody({ ...emptyTask(), startFrom: { type: 'EARLIEST', timestamp } }).startFrom).toEqual({
      type: 'EARLIEST',
    });
  });

  it('comes back the same after editing nothing, and as a copy but for its name', () => {
    const task = aTask('STOPPED', {
      topics: { include: ['a-*'], exclude: ['a-x'] },
      startFrom: { type: 'TIMESTAMP', timestamp: 5_000 },
      metadata: { topics: true, groups: false, accounts: true, propagateDeletes: true },
      progress: { toTarget: false, toSource: true },
      groups: { include: ['billing'], exclude: ['test-*'] },
    });
    const { topics, startFrom, metadata, progress, groups } = task;
    const kept = { topics, startFrom, metadata, progress, groups };
    expect(toTaskBody(toTaskForm(task))).toMatchObject({ name: 'orders', ...kept });
    expect(toTaskBody(toCloneForm(task, new Set(['orders-copy'])))).toMatchObject({
      name: 'orders-copy-2',
      ...kept,
    });
  });

  it('knows the step of every field', () => {
    expect(TASK_FIELDS.every((field) => stepOfField(field) !== null)).toBe(true);
    expect(stepOfField(['routes', 3, 'filter', 'expression'])).toBe('what');
    expect(stepOfField(['throttle', 'bytesPerSecond'])).toBe('how');
    expect(stepOfField(['groups', 'include'])).toBe('how');
    expect(stepOfField(['somethingElse'])).toBeNull();
  });
});

describe('topics that match now', () => {
  const topics = ['order-a', 'order-test', 'pay', 'refund'];
  it('includes by literal, prefix and regular expression; exclude wins', () =>
    expect(matchTopics(topics, { include: ['order-*', '/(pay|x)/'], exclude: ['order-test'] })).toEqual({
      valid: true,
      matched: ['order-a', 'pay'],
      excluded: 1,
    }));
  it('means all without an include', () =>
    expect(matchTopics(topics, { include: [], exclude: [] })).toMatchObject({ matched: topics }));
  it('names a pattern that does not parse', () => {
    expect(matchTopics(topics, { include: ['/(/'], exclude: [] })).toMatchObject({
      valid: false,
      pattern: '/(/',
    });
    expect(patternError('order-*')).toBeNull();
  });
});

describe('filter of the streams', () => {
  const stream = {
    id: '1',
    direction: 'forward' as const,
    sourceTopic: 'order',
    sourceBroker: 'broker-a',
    sourceQueue: 0,
    targetTopic: 'order-dr',
    targetBroker: 'dr-a',
    targetQueue: 0,
    position: '1',
    sourceMax: '1',
    lagMessages: '0',
    delayMs: 0,
    state: 'RUNNING' as const,
    reason: null,
  };
  const held = { ...stream, id: '2', lagMessages: '7', state: 'HELD' as const };
  it('finds by topic and broker of both sides', () =>
    expect(filterStreams([stream], 'DR-A', 'all')).toHaveLength(1));
  it('counts what is behind and what is held back', () =>
    expect(countStreamGroups([stream, held])).toEqual({ all: 2, behind: 1, held: 1 }));
});
