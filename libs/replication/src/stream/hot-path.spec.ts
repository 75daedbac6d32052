import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeMessages, encodeMessage, encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { describe, expect, it } from 'vitest';
import { AbortedError } from '../ports/clock.js';
import type { PullOutcome } from '../ports/queue-reader.js';
import { DEFAULT_BATCH_LIMITS } from '../stages/batch-limits.js';
import { CopyWriter } from '../stages/copy-writer.js';
import { ManualClock } from '../testing/manual-clock.js';
import { MemoryBudget } from './memory-budget.js';
import { ReadAhead } from './read-ahead.js';
import type { StreamDefinition } from './stream-definition.js';
import { readStream } from './stream-reader.js';

const MESSAGES = 4_096;
const PER_PULL = 32;
/**
 * Heap that one message may take on its way from a received pull to the batch that is sent, bytes: a record, its two slices,
 * and its place in the read-ahead (1,150 to 1,220 as this runs; 640 once V8 has optimised all of it). Bodies and properties
 * are in buffers, which do not count here.
 */
const MOST_HEAP_BYTES = 1_600;

const definition: StreamDefinition = {
  id: 1,
  key: 'f-1',
  source: { topic: 'orders', brokerName: 'a', queueId: 0 },
  target: { topic: 'orders', brokerName: 'b', queueId: 0 },
  filter: { type: 'NONE' },
  sourceClusterId: 'east',
  targetClusterId: 'west',
  epoch: 1,
  checkpoints: [],
};

/** Frames as a broker answers pulls, each with 32 messages of 1 KiB as users have them. */
function framesOf(messages: number): Buffer[] {
  const frames: Buffer[] = [];
  for (let first = 0; first < messages; first += PER_PULL) {
    const records = Array.from({ length: PER_PULL }, (_unused, index) =>
      encodeMessage({
        topic: 'orders',
        queueOffset: first + index,
        bornTimestamp: 1_700_000_000_000,
        body: Buffer.alloc(1_024, 'b'),
        properties: encodeProperties([
          ['KEYS', `order-${first + index}`],
          ['UNIQ_KEY', '7F000001000A0000000000000000000D'],
          ['CLUSTER', 'east'],
          ['TAGS', 'paid'],
          ['region', 'eu'],
        ]),
      }),
    );
    frames.push(Buffer.concat(records));
  }
  return frames;
}

/** Copies all messages, from received bytes to batches ready to be sent; gives the number of batches. */
async function copyAll(frames: readonly Buffer[]): Promise<number> {
  const stopping = new AbortController();
  const held = Promise.withResolvers<PullOutcome>();
  const readAhead = new ReadAhead(() => 2 * 1024 * 1024, new MemoryBudget(64 * 1024 * 1024));
  const source = {
    pull: (_queue: unknown, { offset }: { offset: number }): Promise<PullOutcome> => {
      const frame = frames[offset / PER_PULL];
      if (frame === undefined) return held.promise;
      const range = { minOffset: 0, maxOffset: MESSAGES };
      return Promise.resolve({
        kind: 'MESSAGES',
        messages: decodeMessages(frame),
        nextOffset: offset + PER_PULL,
        ...range,
      });
    },
    range: () => Promise.resolve({ minOffset: 0, maxOffset: MESSAGES }),
  };
  const deps = {
    source,
    clock: new ManualClock(),
    longPollMs: [15_000, 60_000] as const,
    random: () => 0,
    lastIdentity: null,
    sawRange: () => undefined,
  };
  const reading = readStream(definition, 0, () => true, readAhead, deps, stopping.signal);
  const writer = new CopyWriter({
    streamKey: 'f-1',
    generation: 0,
    epoch: 1,
    sourceClusterId: 'east',
    target: { topic: 'orders', queueId: 0 },
    tag: undefined,
  });
  let batches = 0;
  for (let copied = 0; copied < MESSAGES; batches++) {
    if (readAhead.isEmpty) await new Promise<void>((resolve) => readAhead.onFilled(resolve));
    const work = readAhead.take(DEFAULT_BATCH_LIMITS);
    if (work?.kind !== 'BATCH') throw new Error('nothing to copy');
    copied += writer.write(work.copies).entries.length;
    // The answer to a send takes longer than one to a pull.
    for (let turn = 0; turn < 60; turn++) await Promise.resolve();
  }
  stopping.abort();
  held.reject(new AbortedError());
  await reading.catch(() => undefined);
  return batches;
}

describe('what a message costs (F-01)', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const frames = framesOf(MESSAGES);

  it('is a small, fixed amount of heap, and a small part of a batch', async () => {
    for (let round = 0; round < 8; round++) await copyAll(frames);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const batches = await copyAll(frames);
    const perMessage = (process.memoryUsage().heapUsed - before) / MESSAGES;
    expect(perMessage).toBeLessThan(MOST_HEAP_BYTES);
    expect(perMessage).toBeGreaterThan(50);
    expect(batches).toBeLessThan((2 * MESSAGES) / DEFAULT_BATCH_LIMITS.maxMessages);
  });
});
