import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PullOutcome } from '../ports/queue-reader.js';
import { InMemoryBroker } from '../testing/in-memory-cluster.js';
import { ManualClock } from '../testing/manual-clock.js';
import { planPulls, PullAhead, type PullPlan } from './pull-ahead.js';

const ROOM = 1024 * 1024;

/** A queue of `size` messages whose broker gives as many per pull as `gives` says, in turn. */
function queueOf(size: number, gives: readonly number[]) {
  const clock = new ManualClock();
  const broker = new InMemoryBroker('b', clock);
  for (let number = 0; number < size; number++) broker.produce('t', 0, [{ body: String(number) }]);
  const messages = broker.content('t', 0);
  const asked: number[] = [];
  let pulls = 0;
  const pull = async (offset: number): Promise<PullOutcome> => {
    asked.push(offset);
    const count = gives[pulls++ % gives.length] ?? 1;
    // Answers come in any order.
    for (let turn = 0; turn < (offset * 7) % 5; turn++) await Promise.resolve();
    const given = messages.slice(offset, offset + count);
    const range = { minOffset: 0, maxOffset: size };
    return given.length === 0
      ? { kind: 'NOTHING', nextOffset: offset, ...range }
      : { kind: 'MESSAGES', messages: given, nextOffset: offset + given.length, ...range };
  };
  return { clock, pull, asked };
}

interface Reading {
  offsets: number[];
  /** Pulls that were asked for and not yet taken, at most. */
  mostAhead: number;
}

async function readAll(pulls: PullAhead, asked: readonly number[], room = ROOM): Promise<Reading> {
  const read: Reading = { offsets: [], mostAhead: 0 };
  let offset = 0;
  for (let taken = 0; ; taken++) {
    const { outcome } = await pulls.from(offset, room);
    read.mostAhead = Math.max(read.mostAhead, asked.length - taken);
    pulls.cameLate();
    if (outcome.kind !== 'MESSAGES') return read;
    read.offsets.push(...outcome.messages.map(({ queueOffset }) => queueOffset));
    offset = outcome.nextOffset;
  }
}

describe('pulls that run ahead', () => {
  it('bring every message once, in order, however many the broker gives per pull (F-03)', async () => {
    const gives = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 150 }), gives, async (size, perPull) => {
        const queue = queueOf(size, perPull);
        const { offsets } = await readAll(new PullAhead(queue.pull, false, queue.clock), queue.asked);
        expect(offsets).toEqual(Array.from({ length: size }, (_, number) => number));
      }),
    );
  });

  it('are more of them with each answer that the writer had to wait for, and cost no pull twice', async () => {
    const queue = queueOf(400, [4]);
    const { mostAhead } = await readAll(new PullAhead(queue.pull, false, queue.clock), queue.asked);
    expect(mostAhead).toBeGreaterThan(8);
    expect(queue.asked).toHaveLength(101);
  });

  it('do not begin at the end of a queue, however many messages come while it is read', async () => {
    let end = 1;
    const asked: number[] = [];
    const clock = new ManualClock();
    const broker = new InMemoryBroker('b', clock);
    for (let number = 0; number < 400; number++) broker.produce('t', 0, [{ body: String(number) }]);
    const messages = broker.content('t', 0);
    const pulls = new PullAhead(
      (offset) => {
        asked.push(offset);
        const given = messages.slice(offset, end);
        // Three more have come by the time the answer says how far the queue goes.
        end += 3;
        const range = { minOffset: 0, maxOffset: end };
        return Promise.resolve({
          kind: 'MESSAGES',
          messages: given,
          nextOffset: offset + given.length,
          ...range,
        });
      },
      false,
      clock,
    );
    let reads = 0;
    for (let offset = 0; offset < 390; reads++) {
      const { outcome } = await pulls.from(offset, ROOM);
      pulls.cameLate();
      if (outcome.kind === 'MESSAGES') offset = outcome.nextOffset;
    }
    expect(asked).toHaveLength(reads);
  });

  it('go one by one where a filter hides how much a broker gives, and where there is no room', async () => {
    const filtered = queueOf(100, [4]);
    const one = await readAll(new PullAhead(filtered.pull, true, filtered.clock), filtered.asked);
    expect(one.mostAhead).toBe(1);
    const full = queueOf(100, [4]);
    expect((await readAll(new PullAhead(full.pull, false, full.clock), full.asked, 0)).mostAhead).toBe(1);
  });

  it('fail for whom the answer is, and for nobody when it is thrown away', async () => {
    const queue = queueOf(100, [4]);
    const pulls = new PullAhead(
      (offset) => (offset === 12 ? Promise.reject(new Error('gone')) : queue.pull(offset)),
      false,
      queue.clock,
    );
    for (const offset of [0, 4, 8]) {
      await pulls.from(offset, ROOM);
      pulls.cameLate();
    }
    await expect(pulls.from(12, ROOM)).rejects.toThrow('gone');
    await expect(pulls.from(20, ROOM)).resolves.toMatchObject({ outcome: { nextOffset: 24 } });
  });
});

describe('which pulls are planned', () => {
  const plan: PullPlan = {
    lastOffset: 100,
    stride: 32,
    maxOffset: 1_000,
    planned: 1,
    depth: 4,
    roomBytes: ROOM,
    strideBytes: 32 * 1024,
  };

  it.each<[string, Partial<PullPlan>, number[]]>([
    ['up to the depth', {}, [132, 164, 196]],
    ['none before it is known how much the broker gives', { stride: 0 }, []],
    ['none that would not be whole', { maxOffset: 195 }, [132]],
    ['none near the end, where answers are short for want of messages', { stride: 1, maxOffset: 163 }, []],
    ['none besides those on the way', { planned: 4 }, []],
    ['only what there is room for', { roomBytes: 70_000 }, [132]],
    ['none for lack of room', { roomBytes: 0 }, []],
  ])('%s', (_, changed, offsets) => expect(planPulls({ ...plan, ...changed })).toEqual(offsets));
});
