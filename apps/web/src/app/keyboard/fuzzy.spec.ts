import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyFilter, fuzzyScore } from './fuzzy.js';

const NAMES = ['orders-to-shanghai', 'order-audit', 'payments', '订单复制', 'hangzhou-orders'];
const find = (typed: string): string[] => fuzzyFilter(typed, NAMES, (name) => name, 10);

describe('W-07: the palette finds by name', () => {
  it('shows all in their order before anything is typed', () => expect(find(' ')).toEqual(NAMES));
  it('finds letters that follow one another', () => expect(find('ots')).toContain('orders-to-shanghai'));
  it('puts the start of a name before its middle', () =>
    expect(find('order').indexOf('order-audit')).toBeLessThan(find('order').indexOf('hangzhou-orders')));
  it('finds Chinese names', () => expect(find('复制')).toEqual(['订单复制']));
  it('does not mind case or blanks', () => expect(find('Order Audit')).toEqual(['order-audit']));
  it('leaves out what does not fit', () => expect(find('xyz')).toEqual([]));

  it('always finds a text by any of its parts', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), (text, from, length) => {
        const part = text.slice(from % text.length, (from % text.length) + 1 + (length % text.length));
        // A letter whose small form is longer (İ) is not found by itself alone.
        fc.pre(text.toLowerCase().length === text.length && part.isWellFormed() && text.isWellFormed());
        expect(fuzzyScore(part, text)).not.toBeNull();
      }),
    );
  });
});
