import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageFormatError } from '../errors.js';
import { throwsOnly } from '../testing/throws-only.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { decodeCommand } from '../wire/remoting-command.js';
import { decodeMessages } from './message-decoder.js';
import { bodyCrcOf, encodeMessage, type MessageToEncode } from './message-encoder.js';
import { offsetMessageId } from './message-id.js';
import type { HostAddress, StoredMessage } from './message.js';
import { parseProperties } from './properties.js';
import { plainMessage } from './stored-record.js';
import { SYS_FLAG } from './sys-flag.js';

const recorded = loadWireVectors()
  .flatMap(({ messages, ...vector }) =>
    messages === undefined || messages.length === 0 ? [] : [{ ...vector, messages }],
  )
  .map((vector) => {
    const bytes = Buffer.from(vector.hex, 'hex');
    const records = vector.direction === 'pull body' ? bytes : decodeCommand(bytes.subarray(4)).body;
    return { title: `${vector.name} (${vector.broker})`, messages: vector.messages, records };
  });
const cases = recorded.map((vector) => [vector.title, vector] as const);

const hostText = ({ host, port }: HostAddress): string => `${host}:${port}`;
const SMALLEST = encodeMessage({ topic: '', body: Buffer.alloc(0) });

describe('messages stored by real brokers', () => {
  it.each(cases)('%s: decoded field for field', (_, { records, messages }) => {
    const decoded = decodeMessages(records).map((message) => ({
      size: message.totalSize,
      queueId: message.queueId,
      flag: message.flag,
      queueOffset: message.queueOffset,
      phyOffset: message.commitLogOffset,
      sysFlag: message.sysFlag,
      born: message.bornTimestamp,
      bornHost: hostText(message.bornHost),
      store: message.storeTimestamp,
      storeHost: hostText(message.storeHost),
      reconsume: message.reconsumeTimes,
      prepTx: message.preparedTransactionOffset,
      topic: message.topic,
      props: Object.fromEntries(parseProperties(message.properties)),
      offsetMsgId: offsetMessageId(message),
      bodyCrc: message.bodyCrc,
      bodyHex: message.body.toString('hex'),
      bodyLength: message.body.length,
      propertiesHex: message.properties.toString('hex'),
    }));
    expect(decoded).toEqual(messages.map(({ magic: _magic, ...fields }) => fields));
  });

  it.each(cases)('%s: encoded byte for byte', (_, { records }) => {
    const encoded = decodeMessages(records).map((message) => encodeMessage(message));
    expect(Buffer.concat(encoded).toString('hex')).toBe(records.toString('hex'));
  });

  it.each(cases)('%s: the stored CRC is the CRC of the stored body', (_, { records }) => {
    for (const message of decodeMessages(records)) expect(bodyCrcOf(message.body)).toBe(message.bodyCrc);
  });

  it.each(cases)(
    '%s: cut at any byte, it is a MessageFormatError or the whole records before the cut',
    (_, vector) => {
      const ends = [0];
      for (const { totalSize } of decodeMessages(vector.records)) ends.push((ends.at(-1) ?? 0) + totalSize);
      ends.forEach((end, count) =>
        expect(decodeMessages(vector.records.subarray(0, end))).toHaveLength(count),
      );
      for (let cut = 0; cut < vector.records.length; cut += 1) {
        if (ends.includes(cut)) continue;
        expect(() => decodeMessages(vector.records.subarray(0, cut))).toThrow(MessageFormatError);
      }
    },
  );

  it('include both magic codes, IPv6 hosts, compressed bodies and properties without their last separator', () => {
    const all = recorded.flatMap(({ records, messages }) =>
      decodeMessages(records).map((message, index) => ({
        ...plainMessage(message),
        magic: messages[index]?.magic,
      })),
    );
    expect(new Set(all.map(({ magic }) => magic))).toEqual(new Set(['daa320a7', 'daa320ab']));
    expect(all.some(({ sysFlag }) => (sysFlag & SYS_FLAG.BORN_HOST_V6) !== 0)).toBe(true);
    expect(new Set(all.map(({ sysFlag }) => sysFlag & SYS_FLAG.COMPRESSION_MASK))).toEqual(
      new Set([0, 0x100, 0x200, 0x300]),
    );
    expect(all.some(({ properties }) => properties.at(-1) !== 0x02)).toBe(true);
  });
});

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const safe = fc.maxSafeInteger();
const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((part) => Buffer.from(part));
const numericHost = fc.oneof(
  fc.ipV4(),
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
);
const host = fc.record({ host: numericHost, port: int32 });
const messages: fc.Arbitrary<MessageToEncode> = fc.record({
  topic: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ minLength: 120, maxLength: 200 }),
  ),
  body: bytes(300),
  properties: bytes(100),
  queueId: int32,
  flag: int32,
  queueOffset: safe,
  commitLogOffset: safe,
  sysFlag: int32.map((flags) => flags & ~(SYS_FLAG.BORN_HOST_V6 | SYS_FLAG.STORE_HOST_V6)),
  bornTimestamp: safe,
  bornHost: host,
  storeTimestamp: safe,
  storeHost: host,
  reconsumeTimes: int32,
  preparedTransactionOffset: safe,
});

describe('encodeMessage and decodeMessages', () => {
  it('give back every message, whatever its neighbours are', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 5 }), (originals) => {
        const records = originals.map((message) => encodeMessage(message));
        const decoded = decodeMessages(Buffer.concat(records));
        expect(decoded.map((message) => comparable(plainMessage(message)))).toEqual(
          originals.map((message, index) =>
            comparable({ ...message, totalSize: records[index]?.length, bodyCrc: bodyCrcOf(message.body) }),
          ),
        );
        expect(decoded.map((message) => encodeMessage(message))).toEqual(records);
      }),
    );
  });

  it('give slices of the received buffer, not copies', () => {
    const record = encodeMessage({
      topic: 'T',
      body: Buffer.from('body'),
      properties: Buffer.from('k\u0001v\u0002'),
    });
    const [message] = decodeMessages(record);
    expect(message?.body.buffer).toBe(record.buffer);
    expect(message?.properties.buffer).toBe(record.buffer);
  });

  it('writes IPv6 hosts in their short form', () => {
    const short = (text: string): string | undefined =>
      decodeMessages(
        encodeMessage({ topic: 'T', body: Buffer.alloc(0), bornHost: { host: text, port: 1 } }),
      )[0]?.bornHost.host;
    expect(short('2001:0db8:0:0:1:0:0:0001')).toBe('2001:db8::1:0:0:1');
    expect(short('0:0:0:0:0:0:0:0')).toBe('::');
    expect(short('1:0:2:3:4:5:6:7')).toBe('1:0:2:3:4:5:6:7');
    expect(short('fe80::')).toBe('fe80::');
  });

  it.each(['localhost', '1.2.3', '256.1.1.1', '1:2', '1::2::3', ':::', '1:2:3:4:5:6:7:8:9', 'g::1', ''])(
    'refuse the host %j',
    (name) => {
      const message = { topic: 'T', body: Buffer.alloc(0), bornHost: { host: name, port: 1 } };
      expect(() => encodeMessage(message)).toThrow(MessageFormatError);
    },
  );

  it('gives the 56-character id of a message stored on an IPv6 host', () => {
    expect(offsetMessageId({ storeHost: { host: '::1', port: 10911 }, commitLogOffset: 255 })).toBe(
      `${'0'.repeat(31)}100002A9F00000000000000FF`,
    );
  });
});

describe('decodeMessages', () => {
  it('gives nothing for an empty answer', () => {
    expect(decodeMessages(Buffer.alloc(0))).toEqual([]);
  });

  it('refuses queue and commit-log offsets that are no safe integers (ADR 0001)', () => {
    for (const position of [20, 28]) {
      const record = Buffer.from(SMALLEST);
      record.writeBigInt64BE(2n ** 53n, position);
      expect(() => decodeMessages(record)).toThrow(MessageFormatError);
      record.writeBigInt64BE(2n ** 53n - 1n, position);
      expect(decodeMessages(record)).toHaveLength(1);
    }
  });

  it('cuts absurd producer times to the safe integers: one message must not stop a queue', () => {
    const record = Buffer.from(SMALLEST);
    record.writeBigInt64BE(2n ** 63n - 1n, 40);
    expect(decodeMessages(record)[0]?.bornTimestamp).toBe(Number.MAX_SAFE_INTEGER);
    record.writeBigInt64BE(-(2n ** 63n), 40);
    expect(decodeMessages(record)[0]?.bornTimestamp).toBe(Number.MIN_SAFE_INTEGER);
  });

  it.each([
    ['the blank record of a file end', 4, 0xcbd43194],
    ['an unknown magic', 4, 1],
    ['a size over the answer', 0, SMALLEST.length + 1],
    ['a size of 0', 0, 0],
    ['a negative size', 0, 0x80000000],
    ['a body longer than the record', 84, 0x7fffffff],
    ['a negative body length', 84, 0xffffffff],
    ['an IPv6 bit without an IPv6 address (docs/protocol.md)', 36, SYS_FLAG.BORN_HOST_V6],
  ])('refuses %s', (_, position, value) => {
    const record = Buffer.from(SMALLEST);
    record.writeUInt32BE(value, position);
    expect(() => decodeMessages(record)).toThrow(MessageFormatError);
  });

  it('refuses a record with bytes that belong to no field', () => {
    const record = Buffer.concat([SMALLEST, Buffer.alloc(4)]);
    record.writeInt32BE(record.length, 0);
    expect(() => decodeMessages(record)).toThrow(MessageFormatError);
  });

  it('gives messages or a MessageFormatError for damaged records and for garbage', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.constantFrom(...recorded), damage, ({ records }, changes) => {
        const damaged = Buffer.from(records);
        for (const [position, value] of changes) damaged[position % damaged.length] = value;
        expect(throwsOnly(MessageFormatError, () => decodeMessages(damaged))).toBe(true);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) =>
        throwsOnly(MessageFormatError, () => decodeMessages(Buffer.from(noise))),
      ),
    );
  });
});

/** A message without its raw bytes and with hosts in one spelling, so that two of them can be compared. */
function comparable(message: Partial<StoredMessage>): unknown {
  const { body, properties, bornHost, storeHost, sysFlag = 0, ...rest } = message;
  const spelled = (address?: HostAddress): unknown =>
    address && {
      port: address.port,
      host: address.host.includes(':') ? new URL(`http://[${address.host}]`).hostname : address.host,
    };
  return {
    ...rest,
    sysFlag: sysFlag & ~(SYS_FLAG.BORN_HOST_V6 | SYS_FLAG.STORE_HOST_V6),
    bornHost: spelled(bornHost),
    storeHost: spelled(storeHost),
    body: body?.toString('hex'),
    properties: properties?.toString('hex'),
  };
}
