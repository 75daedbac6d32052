import {
  encodeProperties,
  parseProperties,
  type BatchEntry,
  type StoredMessage,
} from '@slipstream/rocketmq-remoting/message';
import fc from 'fast-check';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeProvenance, readProvenance, type Provenance } from '../provenance.js';
import { CopyWriter } from './copy-writer.js';
import { toCopyTag } from './copy-tag.js';
import { crc32 } from './crc32.js';
import { nameHash, STRIPPED } from './property-policy.js';

const CONTEXT = {
  streamKey: 'f-1',
  generation: 2,
  epoch: 3,
  sourceClusterId: 'east',
  target: { topic: 'orders', queueId: 5 },
  tag: undefined,
};
const BORN = 1_700_000_000_123;

function message(p: Partial<StoredMessage> = {}): StoredMessage {
  const host = { host: '127.0.0.1', port: 1 };
  return {
    totalSize: 0,
    bodyCrc: 0,
    topic: 'orders',
    queueId: 0,
    flag: 9,
    queueOffset: 41,
    commitLogOffset: 0,
    sysFlag: 0,
    bornTimestamp: BORN,
    bornHost: host,
    storeTimestamp: BORN,
    storeHost: host,
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from('body'),
    properties: Buffer.alloc(0),
    ...p,
  };
}

function copyOf(source: StoredMessage, provenance?: Provenance): BatchEntry {
  const [entry] = new CopyWriter(CONTEXT).write([{ message: source, provenance }]).entries;
  if (entry === undefined) throw new Error('a batch without its message');
  return entry;
}

/** The user's part of a copy's properties, which stands before the provenance. */
function userPart({ properties }: BatchEntry): Buffer {
  return properties.subarray(0, properties.indexOf('REPL_ORIGIN'));
}

function raw(text: string): Buffer {
  return Buffer.from(text.replaceAll('=', '\u0001').replaceAll(';', '\u0002'));
}

describe('a copy (R-02)', () => {
  it('has body, flag, and behind the user’s properties the provenance that can be read again', () => {
    const text = (min: number, max: number): fc.Arbitrary<string> =>
      fc
        .string({ unit: 'grapheme', minLength: min, maxLength: max })
        .filter((part) => !part.includes('\u0001') && !part.includes('\u0002'));
    const value = text(0, 40);
    const name = fc.oneof(
      fc.constantFrom('UNIQ_KEY', 'KEYS', 'TAGS', 'k'),
      fc.constantFrom(...STRIPPED),
      text(1, 12),
    );
    const replica = fc.record({
      origin: fc.constantFrom('north', 'west'),
      path: fc.constantFrom(['north'], ['west', 'south']),
      bornTimestamp: fc.maxSafeNat(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, value), { maxLength: 10 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.maxSafeNat(),
        fc.option(replica, { nil: undefined }),
        (list, body, queueOffset, from) => {
          const previous = from && { ...from, streamKey: 'x-0', generation: 0, sourceOffset: 1, epoch: 1 };
          const source = message({
            body: Buffer.from(body),
            queueOffset,
            properties: encodeProperties(list),
          });
          const copy = copyOf(source, previous);
          const kept = encodeProperties(list.filter(([key]) => !STRIPPED.has(key)));
          const provenance: Provenance = {
            origin: previous?.origin ?? 'east',
            path: [...(previous?.path ?? []), 'east'],
            streamKey: 'f-1',
            generation: 2,
            sourceOffset: queueOffset,
            epoch: 3,
            bornTimestamp: previous?.bornTimestamp ?? BORN,
          };
          const stored = { topic: 'orders', bornTimestamp: BORN, properties: kept };
          expect([copy.flag, copy.body]).toEqual([9, source.body]);
          expect(copy.properties.toString('hex')).toBe(
            Buffer.concat([kept, encodeProvenance(provenance, stored)]).toString('hex'),
          );
          expect(readProvenance({ ...stored, properties: copy.properties })).toEqual(provenance);
        },
      ),
    );
  });

  it('ends every property, and leaves empty entries out', () => {
    expect(userPart(copyOf(message({ properties: raw('a=1;b=2') })))).toEqual(raw('a=1;b=2;'));
    expect(userPart(copyOf(message({ properties: raw(';;a=1;;b=2;') })))).toEqual(raw('a=1;b=2;'));
    expect(userPart(copyOf(message({ properties: raw('CLUSTER=1') })))).toHaveLength(0);
  });

  it('keeps bytes that are no UTF-8, duplicates, and entries without a value', () => {
    const odd = Buffer.from([0x41, 1, 0xff, 0xfe, 2, 0x41, 1, 0x42, 2, 0x43, 2]);
    expect(userPart(copyOf(message({ properties: odd })))).toEqual(odd);
    const uniqueKey = Buffer.concat([raw('UNIQ_KEY='), Buffer.from([0xff, 0xfe, 2])]);
    const { properties } = copyOf(message({ properties: uniqueKey }));
    expect(readProvenance({ topic: 'orders', bornTimestamp: BORN, properties })).toBeDefined();
  });

  it.each([-1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])(
    'can be told as one for a message that was born at %d',
    (bornTimestamp) => {
      const { properties } = copyOf(message({ bornTimestamp }));
      expect(readProvenance({ topic: 'orders', bornTimestamp, properties })).toBeDefined();
    },
  );

  it('does not depend on the received buffer, which may go', () => {
    const source = message({ properties: raw('a=1;') });
    const copy = copyOf(source);
    source.body.fill(0);
    source.properties.fill(0);
    expect(copy.body.toString()).toBe('body');
    expect(userPart(copy)).toEqual(raw('a=1;'));
  });
});

describe('the tag of a task on its copies (T-07)', () => {
  const key = fc.oneof(
    fc.constantFrom('dc', 'k', 'origin_dc', '$x'),
    fc.stringMatching(/^[A-Za-z_$][A-Za-z0-9_$]{0,20}$/),
  );
  const value = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((part) => !part.includes('\u0001') && !part.includes('\u0002'));
  const tags = fc.record({ key: key.filter((name) => !STRIPPED.has(name) && name !== 'UNIQ_KEY'), value });
  const taggedCopyOf = (
    source: StoredMessage,
    tag: { key: string; value: string },
    from?: Provenance,
  ): BatchEntry => {
    const writer = new CopyWriter({ ...CONTEXT, tag: toCopyTag(tag) });
    const [entry] = writer.write([{ message: source, provenance: from }]).entries;
    if (entry === undefined) throw new Error('a batch without its message');
    return entry;
  };

  it('stands there once, whatever the source message has under its name, and nothing else changes', () => {
    fc.assert(
      fc.property(
        tags,
        fc.array(fc.tuple(fc.oneof(key, fc.constantFrom('UNIQ_KEY', 'KEYS', 'TAGS')), value), {
          maxLength: 8,
        }),
        fc.boolean(),
        (tag, list, had) => {
          const all = had ? [...list, [tag.key, 'of the source'] as const] : list;
          const source = message({ properties: encodeProperties(all) });
          const others = encodeProperties(all.filter(([name]) => name !== tag.key && !STRIPPED.has(name)));
          const copy = taggedCopyOf(source, tag);
          const plain = copyOf(message({ properties: others }));
          const at = plain.properties.indexOf('REPL_ORIGIN\u0001');
          const expected = [
            plain.properties.subarray(0, at),
            encodeProperties([[tag.key, tag.value]]),
            plain.properties.subarray(at),
          ];
          expect(copy.properties.toString('hex')).toBe(Buffer.concat(expected).toString('hex'));
          expect(
            readProvenance({ topic: 'orders', bornTimestamp: BORN, properties: copy.properties }),
          ).toEqual(readProvenance({ topic: 'orders', bornTimestamp: BORN, properties: plain.properties }));
        },
      ),
    );
  });

  it('of the last task wins along a chain or a ring, and tags of other names stay', () => {
    const copiedBy = (source: StoredMessage, tag: { key: string; value: string }): StoredMessage =>
      message({ properties: taggedCopyOf(source, tag, readProvenance(source)).properties });
    const first = copiedBy(message({ properties: encodeProperties([['UNIQ_KEY', 'U1']]) }), {
      key: 'dc',
      value: 'hz',
    });
    const second = copiedBy(first, { key: 'via', value: 'sh' });
    const third = parseProperties(copiedBy(second, { key: 'dc', value: 'bj' }).properties);
    expect([third.get('dc'), third.get('via'), third.get('REPL_PATH')]).toEqual([
      'bj',
      'sh',
      'east,east,east',
    ]);
  });

  it('counts as part of the properties, whose length a batch tells of before it is sent', () => {
    const properties = encodeProperties([['big', 'x'.repeat(32_300)]]);
    const send = (tag: { key: string; value: string } | null): number =>
      new CopyWriter({ ...CONTEXT, tag: toCopyTag(tag) }).write([
        { message: message({ properties }), provenance: undefined },
      ]).entries.longestProperties;
    const key = 'k'.repeat(64);
    expect(send({ key, value: '机'.repeat(128) }) - send(null)).toBe(64 + 1 + 3 * 128 + 1);
  });
});

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
    const copy = copyOf(message({ properties: encodeProperties([[key, 'v']]) }));
    expect(parseProperties(copy.properties).get(key)).toBe('v');
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
    const copy = copyOf(message({ properties: encodeProperties([[key, 'sources own']]) }));
    expect(copy.properties.includes('sources own')).toBe(false);
  });

  it('names that are stripped have hashes of their own', () => {
    const hashes = [...STRIPPED].map((name) => nameHash(Buffer.from(name), 0, name.length));
    expect(new Set(hashes).size).toBe(STRIPPED.size);
  });
});

describe('crc32', () => {
  it('is that of zlib, also in pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 100 }), (bytes, at) => {
        const cut = Math.min(at, bytes.length);
        expect(crc32(bytes, cut, bytes.length, crc32(bytes, 0, cut))).toBe(zlibCrc32(bytes));
      }),
    );
  });
});
