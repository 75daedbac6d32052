import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressMapProblems, isSameAddressMap, normalAddress, normalAddressMap } from './address-map.js';

describe('an address of an address map (C-04)', () => {
  it.each([
    ['10.0.0.5:10911', '10.0.0.5:10911'],
    [' Broker-A.Internal:10911 ', 'broker-a.internal:10911'],
    ['broker_a', 'broker_a'],
    ['[FD00::5]:1', '[fd00::5]:1'],
    ['[fd00::5]', '[fd00::5]'],
  ])('%j is %j', (text, normal) => expect(normalAddress(text)).toBe(normal));

  it.each([
    '',
    ':1',
    'a:0',
    'a:65536',
    'a:b',
    'a b',
    'http://a',
    '10.0.0',
    '10.0.0.256',
    'fd00::5',
    'a:1:2',
    'a;b',
  ])('%j is none', (text) => expect(normalAddress(text)).toBeUndefined());
});

describe('an address map (C-04)', () => {
  const good = { from: '10.0.0.5:10911', to: '203.0.113.7:10911' };

  it.each([
    [[good, { from: '10.0.0.5', to: '203.0.113.7' }], []],
    [[{ from: 'x y', to: 'a:b' }], ['0.from NOT_AN_ADDRESS', '0.to NOT_AN_ADDRESS']],
    [[good, { from: '10.0.0.6', to: '203.0.113.7:1' }], ['1.to PORT_ON_ONE_SIDE']],
    [[{ from: '10.0.0.6:1', to: '203.0.113.7' }], ['0.to PORT_ON_ONE_SIDE']],
    [[good, { ...good, to: 'elsewhere:1' }], ['1.from DUPLICATE']],
    [
      [
        { from: 'A:1', to: 'b:1' },
        { from: 'a:1', to: 'b:1' },
      ],
      ['1.from DUPLICATE'],
    ],
  ])('%j: %j', (entries, expected) =>
    expect(
      addressMapProblems(entries).map(({ index, field, fault }) => `${index}.${field} ${fault}`),
    ).toEqual(expected),
  );

  it('has one form, which is the same map, and for which order says nothing', () => {
    const part = fc
      .tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 }))
      .map(([host, port]) => `${host}:${port}`);
    const map = fc.uniqueArray(fc.record({ from: part, to: part }), {
      selector: ({ from }) => from.toLowerCase(),
    });
    fc.assert(
      fc.property(map, (entries) => {
        const shouted = entries.map(({ from, to }) => ({ from: ` ${from.toUpperCase()}`, to: `${to} ` }));
        expect(addressMapProblems(shouted)).toEqual([]);
        expect(normalAddressMap(shouted)).toEqual(normalAddressMap(entries));
        expect(normalAddressMap(normalAddressMap(entries))).toEqual(normalAddressMap(entries));
        expect(isSameAddressMap(entries, shouted.toReversed())).toBe(true);
        expect(isSameAddressMap(entries, [...entries, good])).toBe(false);
      }),
    );
  });
});
