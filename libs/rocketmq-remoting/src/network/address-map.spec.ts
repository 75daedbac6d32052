import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mapAddress, type AddressRule } from './address-map.js';

const host = fc.oneof(
  fc.ipV4(),
  fc.ipV6().map((ip) => `[${ip}]`),
  fc.domain(),
);
const port = fc.integer({ min: 1, max: 65_535 });
const address = fc.tuple(host, port).map(([name, number]) => `${name}:${number}`);

describe('mapAddress (C-04)', () => {
  const rules: AddressRule[] = [
    { from: '10.0.0.5', to: '203.0.113.7' },
    { from: '10.0.0.5:10921', to: '203.0.113.8:20921' },
    { from: 'Broker-A.internal', to: 'gate.example.com' },
    { from: '[fd00::5]', to: '[2001:db8::7]' },
    { from: '203.0.113.7', to: '127.0.0.1' },
  ];

  it.each([
    [
      '10.0.0.5:10911',
      '203.0.113.7:10911',
      'a whole host keeps the port, and the outcome is not mapped again',
    ],
    ['10.0.0.5:10921', '203.0.113.8:20921', 'an exact rule wins, whatever the order'],
    ['10.0.0.50:10911', '10.0.0.50:10911', 'a host is not a prefix'],
    ['broker-a.INTERNAL:10911', 'gate.example.com:10911', 'host names know no case'],
    ['[FD00::5]:10911', '[2001:db8::7]:10911', 'IPv6'],
    ['10.0.0.5', '203.0.113.7', 'an address without a port is what the rule says'],
    ['', '', 'nothing'],
  ])('%s is reached at %s: %s', (from, to) => expect(mapAddress(rules, from)).toBe(to));

  it('changes nothing without a rule that fits', () =>
    fc.assert(
      fc.property(address, (told) => {
        expect(mapAddress([], told)).toBe(told);
      }),
    ));

  it('keeps the port under a rule for a whole host, and follows an exact rule wherever it stands', () =>
    fc.assert(
      fc.property(host, host, port, address, fc.boolean(), (from, to, number, elsewhere, first) => {
        const told = `${from}:${number}`;
        const whole = { from, to };
        const exact = { from: told, to: elsewhere };
        expect(mapAddress([whole], told)).toBe(`${to}:${number}`);
        expect(mapAddress(first ? [exact, whole] : [whole, exact], told)).toBe(elsewhere);
      }),
    ));

  it('does not depend on the order of rules that differ', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(address, address), {
          selector: ([from]) => from.toLowerCase(),
          maxLength: 8,
        }),
        address,
        (pairs, told) => {
          const mapped = pairs.map(([from, to]) => ({ from, to }));
          expect(mapAddress(mapped, told)).toBe(mapAddress(mapped.toReversed(), told));
        },
      ),
    ));
});
