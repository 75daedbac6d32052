import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber } from './number-text.js';

const language = fc.constantFrom('en', 'zh', 'de');
const intl = (value: number | bigint, digits: number, of: string): string =>
  new Intl.NumberFormat(of, { maximumFractionDigits: digits }).format(value);

describe('a number', () => {
  it('is written as the language does', () =>
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 3 }), language, (count, digits, of) => {
        // No tie: a decimal one is none in binary, so that it may be rounded either way.
        const value = (count * 10 + 1) / 10_000;
        expect(formatNumber(value, digits, of)).toBe(intl(value, digits, of));
      }),
    ));

  it('keeps every digit of a count beyond 2^53', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), language, (count, of) => {
        expect(formatNumber(count, 0, of)).toBe(intl(count, 0, of));
      }),
    ));
});
