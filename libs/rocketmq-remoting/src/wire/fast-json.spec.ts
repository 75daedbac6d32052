import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonFormatError } from '../errors.js';
import { throwsOnly } from '../testing/throws-only.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { parseFastJson } from './fast-json.js';

const bodies = loadWireVectors().flatMap((vector) =>
  vector.bodyText === undefined ? [] : [vector.bodyText],
);

// Integers that are not safe are the one thing that we read in another way.
const safeJson = fc.jsonValue().filter((value) => !/\d{16}/.test(JSON.stringify(value)));

describe('parseFastJson', () => {
  it('reads what JSON.parse reads, in the same way', () => {
    fc.assert(
      fc.property(safeJson, fc.boolean(), (value, indented) => {
        const text = JSON.stringify(value, null, indented ? 2 : 0);
        // Through JSON again: our objects have no prototype.
        expect(JSON.stringify(parseFastJson(text))).toBe(JSON.stringify(JSON.parse(text)));
        expect(JSON.stringify(parseFastJson(Buffer.from(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('reads numeric keys without quotes, as in a route', () => {
    expect(parseFastJson('{"brokerAddrs":{0:"127.0.0.1:10911",-1:"x"},name : null}')).toEqual({
      brokerAddrs: { '0': '127.0.0.1:10911', '-1': 'x' },
      name: null,
    });
  });

  it('reads objects as keys, as in consume statistics, and keeps their text', () => {
    const value = parseFastJson('{"offsetTable":{{"brokerName":"b","queueId":1}:{"brokerOffset":3},[1]:2}}');
    expect(value).toEqual({
      offsetTable: { '{"brokerName":"b","queueId":1}': { brokerOffset: 3 }, '[1]': 2 },
    });
  });

  it('reads the answers of real brokers', () => {
    expect(bodies.length).toBeGreaterThan(3);
    for (const body of bodies) expect(parseFastJson(body)).toBeTypeOf('object');
    const route = parseFastJson(bodies.find((body) => body.includes('brokerDatas')) ?? '');
    expect(route).toMatchObject({
      brokerDatas: [{ brokerAddrs: { '0': '127.0.0.1:21110' }, brokerName: 'b49' }],
    });
  });

  it('keeps every digit of integers that are not safe', () => {
    expect(parseFastJson('[9007199254740991,9007199254740992,-9223372036854775808,1.5e3]')).toEqual([
      9007199254740991,
      '9007199254740992',
      '-9223372036854775808',
      1500,
    ]);
  });

  it('reads the escapes that only fastjson writes', () => {
    expect(parseFastJson(String.raw`["\v\x41B\'\/", 'single "']`)).toEqual(["\vAB'/", 'single "']);
  });

  it('gives objects that a key named __proto__ cannot change', () => {
    const value = parseFastJson('{"__proto__":{"polluted":1}}');
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1}}');
    expect(value).not.toHaveProperty('polluted');
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '[',
    '[1,',
    '[1 2]',
    '"abc',
    String.raw`"\q"`,
    String.raw`"\u12"`,
    '1 2',
    'nul',
    '-',
    '{:1}',
    '}',
  ])('refuses %j', (text) => {
    expect(() => parseFastJson(text)).toThrow(JsonFormatError);
  });

  it('refuses nesting that would use up the stack', () => {
    expect(() => parseFastJson('['.repeat(1_000_000))).toThrow(JsonFormatError);
    expect(() => parseFastJson('{'.repeat(1_000_000))).toThrow(JsonFormatError);
    expect(() => parseFastJson('{"a":'.repeat(1_000_000))).toThrow(JsonFormatError);
  });

  it('gives a value or a typed error for answers cut anywhere, and for garbage', () => {
    for (const body of bodies) {
      for (let cut = 0; cut < body.length; cut += 1)
        expect(() => parseFastJson(body.slice(0, cut))).toThrow(JsonFormatError);
    }
    const noise = fc.string({ unit: fc.constantFrom(...'{}[]",:0-1.eE\\ux tfna'.split('')), maxLength: 40 });
    fc.assert(
      fc.property(noise, (text) => throwsOnly(JsonFormatError, () => parseFastJson(text))),
      { numRuns: 3000 },
    );
  });
});
