import { describe, expect, it } from 'vitest';
import { selectTopics, type FlowTopics } from './select-topics.js';

const OWN_NAMES = new Set(['DefaultCluster', 'broker-a']);
const cluster = (topics: FlowTopics['topics']): FlowTopics => ({
  level: 'CLUSTER',
  direction: 'forward',
  topics,
  routes: [],
});

describe('cluster level', () => {
  it('copies all topics but RocketMQ keeps its own', () => {
    const seen = [
      'orders',
      '%RETRY%g',
      '%DLQ%g',
      'TBW102',
      'SCHEDULE_TOPIC_XXXX',
      'rmq_sys_wheel_timer',
      'broker-a',
      'DefaultCluster',
      'DefaultCluster_REPLY_TOPIC',
      'audit',
    ];
    const selector = selectTopics(cluster({}), OWN_NAMES);
    expect(selector.routes(seen)).toEqual([
      { sourceTopic: 'audit', targetTopic: 'audit' },
      { sourceTopic: 'orders', targetTopic: 'orders' },
    ]);
  });

  it('takes names, prefixes and expressions, and exclude wins', () => {
    const selector = selectTopics(
      cluster({ include: ['orders', 'pay*', '/log-\\d+/'], exclude: ['pay-test*'] }),
      OWN_NAMES,
    );
    const seen = ['orders', 'orders2', 'pay-eu', 'pay-test-1', 'log-7', 'log-x'];
    expect(selector.routes(seen).map((pair) => pair.sourceTopic)).toEqual(['log-7', 'orders', 'pay-eu']);
  });

  it('wants a topic that cannot be seen now, and only under its own name', () => {
    const selector = selectTopics(cluster({ include: ['orders'] }), OWN_NAMES);
    expect(selector.isWanted({ sourceTopic: 'orders', targetTopic: 'orders' })).toBe(true);
    expect(selector.isWanted({ sourceTopic: 'orders', targetTopic: 'other' })).toBe(false);
    expect(selector.isWanted({ sourceTopic: 'audit', targetTopic: 'audit' })).toBe(false);
  });
});

describe('topic level', () => {
  const routes: FlowTopics['routes'] = [
    { sourceTopic: 'orders', targetTopic: 'orders-copy', filter: { type: 'TAG', expression: 'A' } },
    { sourceTopic: 'audit', targetTopic: 'rmq_sys_wheel_timer', filter: { type: 'NONE' } },
  ];

  it('copies the listed routes with their filters, seen at the source or not', () => {
    const selector = selectTopics({ level: 'TOPIC', direction: 'forward', topics: {}, routes }, OWN_NAMES);
    expect(selector.routes([])).toEqual([{ sourceTopic: 'orders', targetTopic: 'orders-copy' }]);
    expect(selector.filterOf({ sourceTopic: 'orders', targetTopic: 'orders-copy' })).toEqual({
      type: 'TAG',
      expression: 'A',
    });
  });

  it('swaps the two topics in the reverse flow', () => {
    const selector = selectTopics({ level: 'TOPIC', direction: 'reverse', topics: {}, routes }, OWN_NAMES);
    expect(selector.routes([])).toEqual([{ sourceTopic: 'orders-copy', targetTopic: 'orders' }]);
    expect(selector.isWanted({ sourceTopic: 'orders', targetTopic: 'orders-copy' })).toBe(false);
  });

  it("refuses to touch RocketMQ's own topics: one message in the timer topic stops a broker's timers (facts §0, 4)", () => {
    const selector = selectTopics({ level: 'TOPIC', direction: 'forward', topics: {}, routes }, OWN_NAMES);
    expect(selector.refused).toEqual([{ sourceTopic: 'audit', targetTopic: 'rmq_sys_wheel_timer' }]);
    expect(selector.isWanted({ sourceTopic: 'audit', targetTopic: 'rmq_sys_wheel_timer' })).toBe(false);
  });
});
