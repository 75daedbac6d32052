import { encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { describe, expect, it } from 'vitest';
import { keepsProperty } from './property-policy.js';
import { tagCheck } from './tag-filter.js';

describe('properties of a copy (facts §7)', () => {
  it.each([
    'KEYS',
    'TAGS',
    'UNIQ_KEY',
    '__SHARDINGKEY',
    'INSTANCE_ID',
    '__BORNHOST',
    'BORN_TIMESTAMP',
    'CORRELATION_ID',
    'myOwn',
    'DELAYED',
    'REPL_STATUS',
  ])('%s is kept', (key) => {
    expect(keepsProperty(key)).toBe(true);
  });
  it.each([
    'CLUSTER',
    'MSG_REGION',
    'TRACE_ON',
    'WAIT',
    'DELAY',
    'TRAN_MSG',
    'TIMER_DELIVER_MS',
    'TIMER_OUT_MS',
    'REAL_TOPIC',
    'INNER_NUM',
    'POP_CK',
    'REPL_POS',
    'REPL_PATH',
    'REPL_ORIGIN',
  ])('%s would change the meaning of the copy and is stripped', (key) => {
    expect(keepsProperty(key)).toBe(false);
  });
});

describe('tag filter (T-03)', () => {
  it.each([
    ['paid', 'paid', true],
    ['paid', 'Paid', false],
    ['paid || refunded', 'refunded', true],
    ['paid||refunded', 'shipped', false],
    ['BB', 'Aa', false],
    ['*', 'anything', true],
    ['', 'anything', true],
  ])('%j lets %j pass: %s', (expression, tag, passes) => {
    expect(tagCheck({ type: 'TAG', expression })(encodeProperties([['TAGS', tag]]))).toBe(passes);
  });
  it('a message without a tag passes no tag filter', () => {
    expect(tagCheck({ type: 'TAG', expression: 'a' })(Buffer.alloc(0))).toBe(false);
  });
  it('SQL-92 is the broker’s business', () => {
    expect(tagCheck({ type: 'SQL92', expression: 'a > 1' })(Buffer.alloc(0))).toBe(true);
  });
});
