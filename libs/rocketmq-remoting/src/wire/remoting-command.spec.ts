import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameFormatError, FrameTooLargeError } from '../errors.js';
import { throwsOnly } from '../testing/throws-only.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import {
  CLIENT_VERSION,
  COMMAND_FLAG,
  decodeCommand,
  encodeCommand,
  isOneWay,
  isResponse,
  type RemotingCommand,
} from './remoting-command.js';

const framed = loadWireVectors().flatMap(({ decoded, ...vector }) =>
  decoded === undefined ? [] : [{ ...vector, decoded }],
);
const title = (vector: { name: string; broker: string }): string => `${vector.name} (${vector.broker})`;
const jsonFrame = (header: string): Buffer => {
  const frame = Buffer.alloc(4 + Buffer.byteLength(header));
  frame.writeUInt32BE(frame.length - 4);
  frame.write(header, 4);
  return frame;
};

describe('frames recorded from real brokers', () => {
  it.each(framed.map((vector) => [title(vector), vector] as const))(
    '%s is decoded field for field',
    (_, vector) => {
      const { decoded } = vector;
      const command = decodeCommand(Buffer.from(vector.hex, 'hex').subarray(4));
      expect(command).toMatchObject({
        code: decoded.code,
        flag: decoded.flag,
        opaque: decoded.opaque,
        version: decoded.version,
        language: decoded.language,
        remark: decoded.remark,
        serialization: decoded.serializeType,
      });
      expect(command.extFields).toEqual(decoded.extFields);
      expect(command.body).toHaveLength(decoded.bodyLength);
      expect(command.body.toString('hex')).toBe(decoded.bodyHex ?? command.body.toString('hex'));
      expect(command.body.toString('utf8')).toBe(vector.bodyText ?? command.body.toString('utf8'));
      expect(isResponse(command)).toBe(vector.direction === 'response');
      expect(isOneWay(command)).toBe(vector.direction === 'server-request (one-way)');
    },
  );

  const binary = framed.filter((vector) => vector.decoded.serializeType === 'ROCKETMQ');
  it.each(binary.map((vector) => [title(vector), vector] as const))(
    '%s is encoded byte for byte',
    (_, vector) => {
      const frame = Buffer.from(vector.hex, 'hex');
      expect(encodeCommand(decodeCommand(frame.subarray(4))).toString('hex')).toBe(vector.hex);
    },
  );

  const requests = framed.filter(
    (vector) => vector.decoded.serializeType === 'JSON' && vector.direction === 'request',
  );
  it.each(requests.map((vector) => [title(vector), vector] as const))(
    '%s is encoded byte for byte (text escapes apart)',
    (_, vector) => {
      const frame = Buffer.from(vector.hex, 'hex');
      const encoded = encodeCommand(decodeCommand(frame.subarray(4)));
      expect(withRawText(encoded)).toBe(withRawText(frame));
    },
  );

  it('has vectors of both kinds', () => {
    expect(binary.length).toBeGreaterThan(5);
    expect(requests.length).toBeGreaterThan(10);
  });
});

/** The recorded client escapes every character outside ASCII, we do not: the header as text without those escapes. */
function withRawText(frame: Buffer): string {
  const headerLength = frame.readUInt32BE(4) & 0xffffff;
  const header = frame.toString('utf8', 8, 8 + headerLength);
  const raw = header.replaceAll(/\\u00([89a-f][0-9a-f])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return raw + frame.toString('hex', 8 + headerLength);
}

const text = fc.string({ unit: 'binary' });
const commands: fc.Arbitrary<RemotingCommand> = fc.record({
  code: fc.integer({ min: -32768, max: 32767 }),
  language: fc.constantFrom('JAVA', 'GO', 'OTHER', 'NODE_JS'),
  version: fc.integer({ min: 0, max: 32767 }),
  opaque: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  flag: fc.integer({ min: 0, max: 3 }),
  remark: fc.option(text.filter((remark) => remark !== '')),
  extFields: fc.dictionary(text, text, { noNullPrototype: true }),
  body: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  serialization: fc.constantFrom('JSON' as const, 'ROCKETMQ' as const),
});

describe('encodeCommand and decodeCommand', () => {
  it('give back every command, in both serialisations', () => {
    fc.assert(
      fc.property(commands, (command) => {
        const frame = encodeCommand(command);
        expect(frame.readInt32BE()).toBe(frame.length - 4);
        expect(decodeCommand(frame.subarray(4))).toEqual(command);
      }),
    );
  });

  it('keeps a field named __proto__ a field', () => {
    const extFields = Object.fromEntries([['__proto__', 'x']]);
    for (const serialization of ['JSON', 'ROCKETMQ'] as const) {
      const frame = encodeCommand({ code: 1, opaque: 1, extFields, serialization });
      expect(Object.entries(decodeCommand(frame.subarray(4)).extFields)).toEqual([['__proto__', 'x']]);
    }
  });

  it('fills in what a request need not say', () => {
    const command = decodeCommand(encodeCommand({ code: 105, opaque: 7 }).subarray(4));
    expect(command).toEqual({
      code: 105,
      language: 'JAVA',
      version: CLIENT_VERSION,
      opaque: 7,
      flag: 0,
      remark: null,
      extFields: {},
      body: Buffer.alloc(0),
      serialization: 'JSON',
    });
    expect(COMMAND_FLAG.RESPONSE & command.flag).toBe(0);
  });

  it('refuses numbers that a binary header has no room for', () => {
    expect(() => encodeCommand({ code: 200_050, opaque: 1, serialization: 'ROCKETMQ' })).toThrow(
      FrameFormatError,
    );
    expect(() => encodeCommand({ code: 1, opaque: 2 ** 31, serialization: 'ROCKETMQ' })).toThrow(
      FrameFormatError,
    );
    expect(decodeCommand(encodeCommand({ code: 200_050, opaque: 1 }).subarray(4)).code).toBe(200_050);
  });

  it('refuses a frame that a server would close the connection for', () => {
    const overhead = encodeCommand({ code: 320, opaque: 1 }).length;
    const limit = 16 * 1024 * 1024;
    expect(encodeCommand({ code: 320, opaque: 1, body: Buffer.alloc(limit - overhead) })).toHaveLength(limit);
    const body = Buffer.alloc(limit - overhead + 1);
    expect(() => encodeCommand({ code: 320, opaque: 1, body })).toThrow(FrameTooLargeError);
  });

  it('takes numbers and booleans among the fields, and members it does not know', () => {
    const command = decodeCommand(
      jsonFrame('{"code":0,"extFields":{"a":1,"b":true,"c":null,"d":{}},"flag":1,"opaque":-5,"new":[1]}'),
    );
    expect(command).toMatchObject({
      code: 0,
      opaque: -5,
      flag: 1,
      remark: null,
      extFields: { a: '1', b: 'true' },
    });
  });

  it('takes a header that only fastjson would write', () => {
    expect(decodeCommand(jsonFrame('{code:3,"opaque":9}'))).toMatchObject({ code: 3, opaque: 9 });
  });

  it.each([
    ['no JSON', jsonFrame('{"code":')],
    ['no object', jsonFrame('[1]')],
    ['no code', jsonFrame('{"opaque":1}')],
    ['a code that is no number', jsonFrame('{"code":"x"}')],
    ['a fractional opaque', jsonFrame('{"code":1,"opaque":1.5}')],
    ['nothing', Buffer.alloc(0)],
    ['half a serialisation word', Buffer.alloc(3)],
    ['a header longer than the frame', Buffer.from([0, 0, 0, 5, 0x7b, 0x7d])],
    ['an unknown serialisation', Buffer.from([2, 0, 0, 0])],
    ['an empty binary header', Buffer.from([1, 0, 0, 0])],
  ])('refuses a frame with %s', (_, frame) => {
    expect(() => decodeCommand(frame)).toThrow(FrameFormatError);
  });

  it('gives typed errors for frames cut at every byte', () => {
    for (const vector of framed) {
      const frame = Buffer.from(vector.hex, 'hex').subarray(4);
      const headerEnd = 4 + (frame.readUInt32BE() & 0xffffff);
      for (let cut = 0; cut < headerEnd; cut += 1) {
        expect(() => decodeCommand(frame.subarray(0, cut))).toThrow(FrameFormatError);
      }
    }
  });

  it('gives typed errors for damaged headers of either kind', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.constantFrom(...framed), damage, (vector, changes) => {
        const frame = Buffer.from(vector.hex, 'hex').subarray(4);
        for (const [position, value] of changes) frame[position % frame.length] = value;
        expect(throwsOnly(FrameFormatError, () => decodeCommand(frame))).toBe(true);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) =>
        throwsOnly(FrameFormatError, () => decodeCommand(Buffer.from(bytes))),
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 21, maxLength: 60 }), (bytes) =>
        throwsOnly(FrameFormatError, () =>
          decodeCommand(Buffer.concat([Buffer.from([1, 0, 0, bytes.length]), bytes])),
        ),
      ),
    );
  });
});
