import { describe, expect, it } from 'vitest';
import { parseAddressLines } from './address-map-text.js';

const pair = { from: '10.0.0.5:10911', to: '203.0.113.7:10911' };

describe('C-04: pasted lines of an address map', () => {
  it.each([
    '10.0.0.5:10911 203.0.113.7:10911',
    '10.0.0.5:10911\t203.0.113.7:10911',
    '10.0.0.5:10911 -> 203.0.113.7:10911',
    '10.0.0.5:10911=203.0.113.7:10911',
    '10.0.0.5:10911, 203.0.113.7:10911',
    '# brokers\n\n10.0.0.5:10911 → 203.0.113.7:10911\r\n',
  ])('%j is one pair', (text) => expect(parseAddressLines(text)).toEqual([pair]));

  it('are one pair a line', () =>
    expect(parseAddressLines('10.0.0.5:10911 203.0.113.7:10911\n[fd00::5] [2001:db8::7]')).toEqual([
      pair,
      { from: '[fd00::5]', to: '[2001:db8::7]' },
    ]));

  it.each(['', '10.0.0.5:10911', 'a b c', 'a b\nc'])('%j is none, and goes into the field as it is', (text) =>
    expect(parseAddressLines(text)).toBeNull(),
  );
});
