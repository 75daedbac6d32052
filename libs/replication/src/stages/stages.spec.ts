import { encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { describe, expect, it } from 'vitest';
import { tagCheck } from './tag-filter.js';

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
