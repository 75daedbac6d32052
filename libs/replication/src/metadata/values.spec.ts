import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carryAccount,
  parsePerm,
  permText,
  sortRules,
  type AccountValue,
  type AuthAccountValue,
  type PlainAccountValue,
} from './account-value.js';
import { canonical } from './fingerprint.js';
import { carryGroup, observeGroup } from './group-value.js';
import { carryTopic, observeTopic, totalOf, type TopicSettings, type TopicValue } from './topic-value.js';

const settings = (over: Partial<TopicSettings> = {}): TopicSettings => ({
  readQueueNums: 4,
  writeQueueNums: 4,
  perm: 6,
  order: false,
  filterType: 'SINGLE_TAG',
  attributes: {},
  ...over,
});
const topicOn = (brokers: Record<string, Partial<TopicSettings>>): TopicValue =>
  observeTopic(new Map(Object.entries(brokers).map(([name, over]) => [name, settings(over)]))).value;
const names = (count: number) => Array.from({ length: count }, (_, index) => `broker-${index}`);
const evenly = (count: number, queues: number) =>
  topicOn(
    Object.fromEntries(names(count).map((name) => [name, { readQueueNums: queues, writeQueueNums: queues }])),
  );
const v5 = (count: number) => ({ brokers: names(count), takesAttributes: true });

describe('M-01: topics', () => {
  it('a new one has a queue for each of the source, spread over all brokers', () => {
    const { value } = carryTopic('SOURCE', evenly(2, 4), null, v5(3));
    expect(value.queues).toEqual({
      'broker-0': { read: 3, write: 3 },
      'broker-1': { read: 3, write: 3 },
      'broker-2': { read: 3, write: 3 },
    });
  });

  it('only grow: a target that is wider stays so', () => {
    const wider = carryTopic('SOURCE', evenly(1, 4), evenly(1, 8), v5(1));
    expect(wider).toMatchObject({ differences: [], kept: 'KEPT_WIDER' });
    const narrower = carryTopic('SOURCE', evenly(1, 8), evenly(1, 4), v5(1));
    expect(narrower.differences).toEqual([{ setting: 'queues', source: '8', target: '4' }]);
    expect(narrower.value.queues).toEqual({ 'broker-0': { read: 8, write: 8 } });
  });

  it('stay writable at the target, whatever the source allows: copies are written to it', () => {
    const closed = carryTopic('SOURCE', topicOn({ 'broker-0': { perm: 4 } }), evenly(1, 4), v5(1));
    expect(closed).toMatchObject({ differences: [], kept: 'KEPT_WRITABLE' });
    const hidden = carryTopic('SOURCE', topicOn({ 'broker-0': { perm: 2 } }), evenly(1, 4), v5(1));
    expect(hidden.differences).toEqual([{ setting: 'perm', source: '2', target: '6' }]);
  });

  it('carry their message type between 5.x clusters, and none to 4.x', () => {
    const fifo = topicOn({ 'broker-0': { attributes: { 'message.type': 'FIFO', 'queue.type': 'BatchCQ' } } });
    const { value, differences } = carryTopic('SOURCE', fifo, evenly(1, 4), v5(1));
    expect(differences).toEqual([{ setting: 'message.type', source: 'FIFO', target: 'NORMAL' }]);
    expect(value.attributes).toEqual({ 'message.type': 'FIFO', 'reserve.time': '-1' });
    const old = topicOn({ 'broker-0': { attributes: null } });
    expect(carryTopic('SOURCE', fifo, old, { ...v5(1), takesAttributes: false }).differences).toEqual([]);
    expect(carryTopic('SOURCE', old, fifo, v5(1)).differences).toEqual([]);
    const ordered = topicOn({ 'broker-0': { order: true } });
    expect(carryTopic('SOURCE', ordered, evenly(1, 4), v5(1)).differences).toHaveLength(1);
    expect(carryTopic('SOURCE', ordered, old, { ...v5(1), takesAttributes: false }).differences).toEqual([]);
  });

  it('say when the brokers of one side disagree', () => {
    const seen = observeTopic(
      new Map([
        ['a', settings()],
        ['b', settings({ perm: 4 })],
      ]),
    );
    expect(seen.disagreement).toBe('perm is 6 on a and 4 on b');
  });

  it('carried there and back between clusters of any size, they come to rest at once', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 16 }), (sources, targets, queues) => {
        const source = evenly(sources, queues);
        const target = carryTopic('SOURCE', source, null, v5(targets)).value;
        expect(totalOf(target, 'write')).toBeGreaterThanOrEqual(totalOf(source, 'read'));
        expect(carryTopic('SOURCE', source, target, v5(targets))).toMatchObject({
          differences: [],
          kept: null,
        });
      }),
    );
  });
});

describe('M-01: consumer groups', () => {
  const group = (brokers: readonly string[], over: object = {}) => ({
    brokers,
    settings: { consumeEnable: true, retryMaxTimes: 16, ...over },
  });

  it('carry the settings that both versions know, to every broker', () => {
    const from = group(['a'], { retryMaxTimes: 3, groupRetryPolicy: { type: 'CUSTOMIZED' } });
    const { value, differences, gaps } = carryGroup('SOURCE', from, group(['x']), {
      brokers: ['y', 'x'],
      known: null,
    });
    expect(value).toEqual({ brokers: ['x', 'y'], settings: { consumeEnable: true, retryMaxTimes: 3 } });
    expect(differences).toContainEqual({ setting: 'retryMaxTimes', source: '3', target: '16' });
    expect(gaps).toEqual(['y']);
  });

  it('new ones get what the other version knows', () => {
    const { value } = carryGroup('SOURCE', group(['a'], { consumeMessageOrderly: true }), null, {
      brokers: ['x'],
      known: new Set(['consumeEnable', 'retryMaxTimes']),
    });
    expect(Object.keys(value.settings)).toEqual(['consumeEnable', 'retryMaxTimes']);
  });

  it('do not differ by the order in which brokers write settings', () => {
    const one = { consumeEnable: true, groupRetryPolicy: { type: 'x', next: [1] } };
    const other = { groupRetryPolicy: { next: [1], type: 'x' }, consumeEnable: true };
    expect(
      observeGroup(
        new Map([
          ['a', one],
          ['b', other],
        ]),
      ).disagreement,
    ).toBeNull();
  });
});

describe('M-01: accounts', () => {
  const secret = 'a-very-secret-key';
  const plain = (over: Partial<PlainAccountValue> = {}): PlainAccountValue => ({
    type: 'PLAIN',
    secret,
    admin: false,
    whiteRemoteAddress: '',
    defaultTopic: parsePerm('DENY'),
    defaultGroup: parsePerm('SUB'),
    topics: { orders: parsePerm('PUB|SUB'), stock: parsePerm('SUB') },
    groups: { blocked: parsePerm('DENY') },
    ...over,
  });
  const carry = (from: AccountValue, to: AccountValue | null, control: 'PLAIN' | 'AUTH' | 'NONE') =>
    carryAccount(
      'SOURCE',
      { account: from, brokers: ['a'] },
      to === null ? null : { account: to, brokers: ['x'] },
      { name: 'application', brokers: ['x'], control },
    );

  it('of 4.x become users of 5.x that may do the same', () => {
    expect(carry(plain(), null, 'AUTH').value.account).toMatchObject({
      type: 'AUTH',
      secret,
      userType: 'Normal',
      userStatus: 'enable',
      rules: [
        { resource: 'Group:*', actions: ['Get', 'Sub'], decision: 'Allow' },
        { resource: 'Group:blocked', actions: ['All'], decision: 'Deny' },
        { resource: 'Topic:orders', actions: ['Get', 'Pub', 'Sub'], decision: 'Allow' },
        { resource: 'Topic:stock', actions: ['Get', 'Sub'], decision: 'Allow' },
      ],
    });
    expect(carry(plain({ admin: true }), null, 'AUTH').value.account).toMatchObject({
      userType: 'Super',
      rules: [],
    });
  });

  it('come back from 5.x as they were', () => {
    const right = fc.constantFrom('PUB|SUB', 'DENY').map(parsePerm);
    fc.assert(
      fc.property(fc.boolean(), fc.dictionary(fc.constantFrom('a', 'b', 'c'), right), (admin, topics) => {
        const from = plain({
          admin,
          topics,
          groups: {},
          ...(admin ? { topics: {}, defaultGroup: parsePerm('DENY') } : {}),
        });
        const there = carry(from, null, 'AUTH').value.account;
        expect(carry(there, from, 'PLAIN')).toMatchObject({ differences: [], unsupported: null });
      }),
    );
  });

  it('are never given more than they had: what cannot be said is left to a person', () => {
    const narrowed = plain({ defaultTopic: parsePerm('PUB|SUB'), topics: { stock: parsePerm('SUB') } });
    expect(carry(narrowed, null, 'AUTH').unsupported).toContain('Topic:stock');
    const user: AuthAccountValue = {
      type: 'AUTH',
      secret,
      userType: 'Normal',
      userStatus: 'enable',
      rules: [],
    };
    const rule = {
      resource: 'Topic:a',
      policyType: 'Custom',
      actions: ['Pub'],
      sourceIps: [],
      decision: 'Allow',
    };
    for (const odd of [
      { ...rule, resource: 'Topic:a*' },
      { ...rule, resource: 'Cluster:c' },
      { ...rule, actions: ['Create'] },
      { ...rule, sourceIps: ['10.0.0.0/8'] },
      { ...rule, decision: 'Deny' },
    ])
      expect(carry({ ...user, rules: [odd] }, null, 'PLAIN').unsupported).toContain(odd.resource);
    expect(carry({ ...user, userStatus: 'disable' }, null, 'PLAIN').unsupported).toContain('disabled');
    expect(carry({ ...user, secret: null }, null, 'AUTH').unsupported).toContain('password');
    expect(carry(plain(), null, 'NONE').unsupported).toContain('no access control');
  });

  it('tell that a secret differs, and never what it is', () => {
    const { differences } = carry(plain(), plain({ secret: 'another-secret' }), 'PLAIN');
    expect(differences).toEqual([{ setting: 'secret', source: 'changed', target: 'another' }]);
    expect(JSON.stringify(carry(plain(), null, 'AUTH').differences)).not.toContain(secret);
  });

  it.each(['PUB|SUB', 'PUB', 'SUB', 'DENY'])('%s is read and written', (text) => {
    expect(permText(parsePerm(text))).toBe(text);
  });

  it.each(['SUB|PUB', 'ANY', ''])('%j is what a broker takes it for', (text) => {
    expect(permText(parsePerm(text))).toBe(text === 'SUB|PUB' ? 'PUB|SUB' : 'DENY');
  });

  it('have their rules in one order', () => {
    const rule = { policyType: 'Custom', actions: ['Pub'], sourceIps: [], decision: 'Allow' };
    const rules = ['Topic:b', 'Group:a', 'Topic:a'].map((resource) => ({ ...rule, resource }));
    expect(canonical(sortRules(rules))).toBe(canonical(sortRules(rules.toReversed())));
  });
});
