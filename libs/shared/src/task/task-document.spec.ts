import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTaskDocument, parseTaskDocument, type TaskDocument } from './task-document.js';

const names = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const names10 = fc.array(names, { maxLength: 5 });
const selection = fc.record({ include: names10, exclude: names10 }, { requiredKeys: [] });
const documents: fc.Arbitrary<TaskDocument> = fc.record({
  name: names,
  sourceCluster: names,
  targetCluster: names,
  direction: fc.constantFrom('ONE_WAY', 'TWO_WAY'),
  level: fc.constantFrom('CLUSTER', 'TOPIC'),
  startFrom: fc.oneof(
    fc.record({ type: fc.constantFrom('LATEST', 'EARLIEST') }),
    fc.record({ type: fc.constant('TIMESTAMP' as const), timestamp: fc.nat({ max: 8_640_000_000_000 }) }),
  ),
  topics: selection,
  routes: fc.array(
    fc.record({
      sourceTopic: names,
      targetTopic: names,
      filter: fc.record(
        { type: fc.constantFrom('NONE', 'TAG', 'SQL92'), expression: names },
        { requiredKeys: ['type'] },
      ),
    }),
    { maxLength: 4 },
  ),
  failurePolicy: fc.record(
    { type: fc.constantFrom('BLOCK', 'RECORD'), deadLetterTopic: names },
    { requiredKeys: ['type'] },
  ),
  throttle: fc.record({ messagesPerSecond: fc.nat(), bytesPerSecond: fc.nat() }, { requiredKeys: [] }),
  compression: fc.record({ type: fc.constantFrom('NONE', 'ZLIB', 'ZSTD') }),
  tag: fc.option(fc.record({ key: names, value: names })),
  metadata: fc.record({
    topics: fc.boolean(),
    groups: fc.boolean(),
    accounts: fc.boolean(),
    propagateDeletes: fc.boolean(),
  }),
  progress: fc.record({ toTarget: fc.boolean(), toSource: fc.boolean() }),
  groups: selection,
});
const shown: TaskDocument = {
  name: 'orders',
  sourceCluster: 'hangzhou-4x',
  targetCluster: 'shanghai-5x',
  direction: 'ONE_WAY',
  level: 'TOPIC',
  startFrom: { type: 'TIMESTAMP', timestamp: 1_763_700_000_000 },
  topics: {},
  routes: [
    { sourceTopic: 'orders', targetTopic: 'orders', filter: { type: 'TAG', expression: 'paid || sent' } },
  ],
  failurePolicy: { type: 'BLOCK' },
  throttle: { messagesPerSecond: 500 },
  compression: { type: 'NONE' },
  tag: { key: 'dc', value: 'hangzhou' },
  metadata: { topics: true, groups: true, accounts: false, propagateDeletes: false },
  progress: { toTarget: true, toSource: false },
  groups: {},
};

describe('a task as YAML (T-12)', () => {
  it('is read back as it was written, whatever the names', () => {
    fc.assert(
      fc.property(documents, ({ name, ...spec }) => {
        expect(parseTaskDocument(formatTaskDocument({ name, ...spec }))).toEqual({ name, spec });
      }),
    );
  });

  it('says units and meanings beside the values, and every field in one order', () => {
    expect(formatTaskDocument(shown)).toBe(`apiVersion: slipstream/v1
kind: ReplicationTask
metadata:
  name: orders
spec:
  sourceCluster: hangzhou-4x # name of a registered cluster
  targetCluster: shanghai-5x # name of a registered cluster
  direction: ONE_WAY # ONE_WAY or TWO_WAY
  level: TOPIC # CLUSTER: topics that match, now and later; TOPIC: the routes
  # LATEST, EARLIEST, or TIMESTAMP with timestamp
  startFrom:
    type: TIMESTAMP
    timestamp: 1763700000000 # ms since 1970: 2025-11-21T04:40:00.000Z
  # a name, a prefix*, or a /regular expression/; no include means all
  topics: {}
  # sourceTopic to targetTopic; filter NONE, TAG or SQL92 with expression
  routes:
    - sourceTopic: orders
      targetTopic: orders
      filter:
        type: TAG
        expression: paid || sent
  # BLOCK holds the stream; RECORD goes on
  failurePolicy:
    type: BLOCK
  # {} is no limit
  throttle:
    messagesPerSecond: 500 # messages/s
  # NONE, ZLIB or ZSTD
  compression:
    type: NONE
  # user property of each copy, key and value; null for none
  tag:
    key: dc
    value: hangzhou
  # what is kept the same on both sides
  metadata:
    topics: true
    groups: true
    accounts: false
    propagateDeletes: false
  # offsets of consumer groups
  progress:
    toTarget: true
    toSource: false
  # entries as in topics
  groups: {}
`);
  });

  it('is the same text whatever the order of the fields it was given in', () => {
    const { name, sourceCluster, ...rest } = shown;
    expect(formatTaskDocument({ ...rest, sourceCluster, name })).toBe(formatTaskDocument(shown));
  });

  it.each([
    ['a: [', /flow/i],
    ['- 1', /the document has to be a map/],
    ['apiVersion: v2', /apiVersion has to be slipstream\/v1/],
    ['apiVersion: slipstream/v1\nkind: Task', /kind has to be ReplicationTask/],
    ['apiVersion: slipstream/v1\nkind: ReplicationTask', /metadata has to be a map/],
    ['apiVersion: slipstream/v1\nkind: ReplicationTask\nmetadata: {}', /metadata.name/],
    [
      'apiVersion: slipstream/v1\nkind: ReplicationTask\nmetadata: {name: a}\nspec: {secretKey: x}',
      /spec.secretKey is no field of a task/,
    ],
  ])('refuses %j and says why', (text, why) => {
    expect(() => parseTaskDocument(text)).toThrow(why);
  });
});
