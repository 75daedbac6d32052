import { describe, expect, it } from 'vitest';
import type { BatchEntry } from '../message/batch.js';
import { encodeProperties } from '../message/properties.js';
import { singleOf } from './send-form.js';

const LONGEST = Buffer.alloc(4_194_304);
const entry = (body: Buffer, properties: Buffer = encodeProperties([['UNIQ_KEY', 'k']])): BatchEntry => ({
  flag: 0,
  body,
  properties,
});
const form = (...entries: BatchEntry[]): BatchEntry | undefined =>
  singleOf({ topic: 't', queueId: 0, sysFlag: 0, bornTimestamp: 0, entries });

describe('the form that a copy is sent in', () => {
  it('is single for a body that only a single send may have (R-02)', () => {
    const longest = entry(LONGEST);
    const single = form(longest);
    // Natively: an equality of objects looks at 4 Mi elements one by one, which takes seconds.
    expect(single?.body.equals(longest.body)).toBe(true);
    expect({ ...single, body: null }).toEqual({ ...longest, body: null });
    expect(form(entry(LONGEST.subarray(0, 4_194_304 - 22)))).toBeDefined();
  });

  it.each<[string, BatchEntry[]]>([
    ['several messages', [entry(LONGEST), entry(Buffer.alloc(0))]],
    ['a message that fits', [entry(Buffer.alloc(4_000_000))]],
    ['a body over the limit of a single send', [entry(Buffer.alloc(4_194_305))]],
    ['no unique key: 5.x would make one up', [entry(LONGEST, encodeProperties([['a', 'b']]))]],
    ['bytes that are no text', [entry(LONGEST, Buffer.from([0x61, 1, 0xff, 2]))]],
    ...['DELAY', 'TRAN_MSG', 'TIMER_DELIVER_MS', '_SYS_MSG_PRIORITY_', '__LITE_TOPIC'].map(
      (name): [string, BatchEntry[]] => [
        `${name}, which would have its effect`,
        [
          entry(
            LONGEST,
            encodeProperties([
              ['UNIQ_KEY', 'k'],
              [name, '3'],
            ]),
          ),
        ],
      ],
    ),
  ])('is a batch for %s', (_, entries) => expect(form(...entries)).toBeUndefined());
});
