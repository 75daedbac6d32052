import { describe, expect, it } from 'vitest';
import { EncodedBatch } from './batch-writer.js';
import { unwrapInnerBatches } from './inner-batch.js';
import { decodeMessages } from './message-decoder.js';
import { plainMessage } from './stored-record.js';
import { bodyCrcOf, encodeMessage } from './message-encoder.js';

const text = (value: string): Buffer => Buffer.from(value);
const records = decodeMessages(
  Buffer.concat([
    encodeMessage({ topic: 't', body: text('alone'), queueOffset: 6 }),
    encodeMessage({
      topic: 't',
      queueOffset: 7,
      sysFlag: 0xc1,
      bornTimestamp: 5,
      properties: text('INNER_NUM\u00012\u0002'),
      body: EncodedBatch.of([
        { flag: 1, body: text('a'), properties: text('UNIQ_KEY\u0001A\u0002') },
        { flag: 2, body: text('b'), properties: text('UNIQ_KEY\u0001B\u0002') },
      ]).bytes,
    }),
  ]),
);

describe('inner batches', () => {
  it('become their messages, each with an offset of its own (R-02)', () => {
    const [alone, a, b, ...more] = unwrapInnerBatches(records);
    expect(alone).toBe(records[0]);
    expect(more).toEqual([]);
    expect(a).toMatchObject({ queueOffset: 7, flag: 1, sysFlag: 0x1, bornTimestamp: 5, body: text('a') });
    expect(b).toMatchObject({
      queueOffset: 8,
      flag: 2,
      bodyCrc: bodyCrcOf(text('b')),
      properties: text('UNIQ_KEY\u0001B\u0002'),
    });
  });

  it('are told by both bits: one alone is something else', () => {
    const half = records.map((record) => ({ ...plainMessage(record), sysFlag: 0x40 }));
    expect(unwrapInnerBatches(half)).toBe(half);
  });

  it('that are broken are an error, not a message with a wrong body', () => {
    const broken = records.map((record) => ({
      ...plainMessage(record),
      sysFlag: 0xc0,
      body: text('no batch'),
    }));
    expect(() => unwrapInnerBatches(broken)).toThrow('Batch entry');
  });
});
