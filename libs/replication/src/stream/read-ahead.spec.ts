import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InMemoryBroker } from '../testing/in-memory-cluster.js';
import { ManualClock } from '../testing/manual-clock.js';
import { MemoryBudget } from './memory-budget.js';
import { ReadAhead, type Pending } from './read-ahead.js';

const items = fc.array(
  fc.oneof(
    fc.record({ sysFlag: fc.constantFrom(0, 0x1, 0x301), bytes: fc.nat(2000) }),
    fc.constant('skip' as const),
  ),
  { maxLength: 60 },
);

function pending(specs: readonly ('skip' | { sysFlag: number; bytes: number })[]): Pending[] {
  const broker = new InMemoryBroker('b', new ManualClock());
  return specs.map((spec, index) => {
    if (spec === 'skip')
      return { kind: 'SKIP', nextOffset: index + 1, last: undefined, read: 1, skippedLoop: 1, filtered: 0 };
    broker.produce('t', 0, [{ body: Buffer.alloc(spec.bytes), sysFlag: spec.sysFlag }]);
    const message = broker.content('t', 0).at(-1);
    if (message === undefined) throw new Error('not stored');
    return { kind: 'COPY', message, provenance: undefined };
  });
}

describe('read-ahead', () => {
  it('gives everything back once, in order, in batches of one compression and within the limits', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 20 }), (specs, maxMessages) => {
        const budget = new MemoryBudget(1024 * 1024);
        const readAhead = new ReadAhead(() => 1024 * 1024, budget);
        const given = pending(specs);
        readAhead.push(given);
        const taken: Pending[] = [];
        for (
          let work = readAhead.take({ maxMessages, maxBytes: 3000 });
          work !== undefined;
          work = readAhead.take({ maxMessages, maxBytes: 3000 })
        ) {
          if (work.kind === 'SKIP') taken.push(work);
          else {
            expect(work.copies.length).toBeLessThanOrEqual(maxMessages);
            expect(new Set(work.copies.map(({ message }) => message.sysFlag)).size).toBe(1);
            if (work.copies.length > 1) expect(work.bytes).toBeLessThanOrEqual(3000);
            taken.push(...work.copies);
          }
        }
        expect(taken).toEqual(given);
        expect(budget.usedBytes).toBe(0);
      }),
    );
  });

  it('lets the reader wait while it is full, and wakes it when there is room', async () => {
    const readAhead = new ReadAhead(() => 1000, new MemoryBudget(1024 * 1024));
    readAhead.push(pending([{ sysFlag: 0, bytes: 2000 }]));
    let hasRoom = false;
    const room = readAhead.untilRoom(new AbortController().signal).then(() => (hasRoom = true));
    await Promise.resolve();
    expect(hasRoom).toBe(false);
    readAhead.take({ maxMessages: 10, maxBytes: 1000 });
    await room;
  });

  it('lets a stream that holds nothing read even when all the memory is taken by others', async () => {
    const budget = new MemoryBudget(100);
    budget.take(1000);
    await expect(
      new ReadAhead(() => 1000, budget).untilRoom(new AbortController().signal),
    ).resolves.toBeUndefined();
  });

  it('tells its writer of what comes, and nobody once the writer has gone', () => {
    const readAhead = new ReadAhead(() => 1000, new MemoryBudget(1000));
    let told = 0;
    readAhead.onFilled(() => (told += 1));
    readAhead.push([]);
    expect(told).toBe(0);
    readAhead.push(pending(['skip']));
    expect(told).toBe(1);
    readAhead.onFilled(undefined);
    readAhead.push(pending(['skip']));
    expect(told).toBe(1);
  });

  it('gives up waiting when its signal aborts', async () => {
    const readAhead = new ReadAhead(() => 1000, new MemoryBudget(1000));
    readAhead.push(pending([{ sysFlag: 0, bytes: 2000 }]));
    const controller = new AbortController();
    const room = readAhead.untilRoom(controller.signal);
    controller.abort();
    await expect(room).rejects.toThrow('aborted');
  });
});
