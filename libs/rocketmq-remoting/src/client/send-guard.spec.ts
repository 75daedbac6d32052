import { describe, expect, it } from 'vitest';

import type { BatchEntry } from '../message/batch.js';
import { SendRefusedError, type SendRefusal } from './errors.js';
import { checkBatch, type BatchToSend } from './send-guard.js';

const NO_BYTES = Buffer.alloc(0);
const entry = (p: Partial<BatchEntry> = {}): BatchEntry => ({
  flag: 0,
  body: NO_BYTES,
  properties: NO_BYTES,
  ...p,
});
const batch = (p: Partial<BatchToSend> = {}): BatchToSend => ({
  topic: 't',
  queueId: 0,
  sysFlag: 0,
  bornTimestamp: 0,
  entries: [entry()],
  ...p,
});
/** Encoded, an entry takes 22 bytes more than body and properties. */
const bodyFor = (encodedBytes: number): BatchEntry => entry({ body: Buffer.alloc(encodedBytes - 22) });

describe('what may be sent (facts §0)', () => {
  it.each<[string, BatchToSend]>([
    ['an empty body', batch()],
    ['the compression bits', batch({ sysFlag: 0x701 })],
    ['32,767 messages', batch({ entries: Array.from({ length: 32_767 }, () => entry()) })],
    ['4 MiB', batch({ entries: [bodyFor(4_194_304)] })],
    ['one message of any size: brokers know their limit', batch({ entries: [bodyFor(8_000_000)] })],
    ['32,000 bytes of properties', batch({ entries: [entry({ properties: Buffer.alloc(32_000) })] })],
  ])('takes %s', (_, sent) => expect(() => checkBatch(sent)).not.toThrow());

  it.each<[string, SendRefusal, BatchToSend]>([
    ['no message', 'EMPTY_BATCH', batch({ entries: [] })],
    [
      '32,768 messages',
      'TOO_MANY_MESSAGES',
      batch({ entries: Array.from({ length: 32_768 }, () => entry()) }),
    ],
    ['the multi-tags bit', 'SYS_FLAG', batch({ sysFlag: 0x2 })],
    ['a prepared transaction', 'SYS_FLAG', batch({ sysFlag: 0x4 })],
    ['a committed transaction', 'SYS_FLAG', batch({ sysFlag: 0x8 })],
    ['an IPv6 born host', 'SYS_FLAG', batch({ sysFlag: 0x10 })],
    ['an IPv6 store host', 'SYS_FLAG', batch({ sysFlag: 0x21 })],
    ['an inner batch', 'SYS_FLAG', batch({ sysFlag: 0x80 })],
    ['a negative sysFlag', 'SYS_FLAG', batch({ sysFlag: -1 })],
    ['a random queue', 'QUEUE_ID', batch({ queueId: -1 })],
    ['half a queue', 'QUEUE_ID', batch({ queueId: 0.5 })],
    ['no topic', 'TOPIC', batch({ topic: '' })],
    ['the timer topic', 'TOPIC', batch({ topic: 'rmq_sys_wheel_timer' })],
    [
      '32,001 bytes of properties',
      'PROPERTIES_TOO_LONG',
      batch({ entries: [entry({ properties: Buffer.alloc(32_001) })] }),
    ],
    [
      '4 MiB and a byte in two messages',
      'BATCH_TOO_LARGE',
      batch({ entries: [bodyFor(4_194_000), bodyFor(305)] }),
    ],
  ])('refuses %s', (_, refusal, sent) => {
    expect(() => checkBatch(sent)).toThrow(SendRefusedError);
    expect(() => checkBatch(sent)).toThrow(expect.objectContaining({ code: 'SEND_REFUSED', refusal }));
  });
});
