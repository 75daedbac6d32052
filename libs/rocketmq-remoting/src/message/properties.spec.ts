import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageFormatError } from '../errors.js';
import { encodeProperties, getProperty, parseProperties } from './properties.js';

const raw = (text: string): Buffer => Buffer.from(text.replaceAll('=', '\u0001').replaceAll(';', '\u0002'));

const key = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 80 })
  .filter((text) => !text.includes('\u0001') && !text.includes('\u0002'));
const value = fc.string({ unit: 'binary', maxLength: 80 }).filter((text) => !text.includes('\u0002'));
const entries = fc.array(fc.tuple(key, value), { maxLength: 12 });

describe('properties', () => {
  it('come back as they were written; the last of equal keys wins', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const properties = encodeProperties(list);
        const expected = new Map(list);
        expect(parseProperties(properties)).toEqual(expected);
        for (const [name, text] of expected) expect(getProperty(properties, name)).toBe(text);
        expect(getProperty(properties, 'not there')).toBe(expected.get('not there'));
      }),
    );
  });

  it('are read the same by getProperty and parseProperties, garbage too', () => {
    const noise = fc
      .array(fc.constantFrom(1, 2, 65, 66, 0xc3, 0xa9), { maxLength: 30 })
      .map((list) => Buffer.from(list));
    fc.assert(
      fc.property(noise, (properties) => {
        const map = parseProperties(properties);
        // A key that is no UTF-8 cannot be asked for.
        const askable = [...map].filter(([name]) => !name.includes('\uFFFD'));
        for (const [name, text] of askable) expect(getProperty(properties, name)).toBe(text);
        for (const name of ['A', 'AB', 'é', '']) expect(getProperty(properties, name)).toBe(map.get(name));
      }),
      { numRuns: 1000 },
    );
  });

  it('may lack the last separator (batches stored by 4.9)', () => {
    expect(getProperty(raw('a=1;b=2'), 'b')).toBe('2');
    expect(parseProperties(raw('a=1;b=2'))).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
  });

  it('may have 0x01 in a value, or an empty value', () => {
    expect(getProperty(raw('a=1=2;b=;'), 'a')).toBe('1\u00012');
    expect(getProperty(raw('a=1=2;b=;'), 'b')).toBe('');
  });

  it('are found by their whole key only', () => {
    const properties = raw('KEYS2=x;AKEYS=y;KEY=z;v=KEYS=w;KEYS;=e;');
    expect(getProperty(properties, 'KEYS')).toBeUndefined();
    expect(getProperty(properties, '')).toBeUndefined();
  });

  it.each([[['', 'v']], [['a\u0001', 'v']], [['a\u0002', 'v']], [['a', 'v\u0002']]] as const)(
    'are refused when they could not be read again: %j',
    (entry) => {
      expect(() => encodeProperties([entry])).toThrow(MessageFormatError);
    },
  );
});

describe('keys', () => {
  it('are told apart also where two share a slot of the key cache', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `key-${index}`);
    const properties = encodeProperties(names.map((name) => [name, 'v'] as const));
    expect([...parseProperties(properties).keys()]).toEqual(names);
  });
});
