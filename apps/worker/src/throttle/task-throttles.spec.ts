import { ManualClock } from '@slipstream/replication/testing';
import type { Throttle } from '@slipstream/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaskThrottles, type Demand, type PaceHandle, type ThrottleStore } from './task-throttles.js';

const LIMITS = { maxMessages: 256, maxBytes: 512 * 1024 };

/** The table of one task, as PostgreSQL keeps it. */
class Table implements ThrottleStore {
  throttle: Throttle = {};
  isUp = true;
  readonly demands = new Map<string, Demand>();

  exchange(workerId: string, demands: ReadonlyMap<string, Demand>) {
    if (!this.isUp) return Promise.reject(new Error('database is away'));
    return Promise.resolve(
      [...demands].map(([taskId, demand]) => {
        this.demands.set(workerId, demand);
        const others = [...this.demands].filter(([id]) => id !== workerId).map(([, other]) => other);
        return { taskId, throttle: this.throttle, others };
      }),
    );
  }

  take(workerId: string, _taskId: string, messageShare: number, byteShare: number): Promise<void> {
    const demand = this.demands.get(workerId);
    if (demand !== undefined) this.demands.set(workerId, { ...demand, messageShare, byteShare });
    return Promise.resolve();
  }

  leave(workerId: string): Promise<void> {
    this.demands.delete(workerId);
    return Promise.resolve();
  }
}

describe('the throttle of a task over workers (T-08)', () => {
  let clock: ManualClock;
  let table: Table;
  let ending: AbortController;
  let sent: Record<string, number>;

  beforeEach(() => {
    clock = new ManualClock();
    table = new Table();
    ending = new AbortController();
    sent = {};
  });
  afterEach(() => ending.abort());

  const total = (): number => Object.values(sent).reduce((sum, count) => sum + count, 0);

  /** A worker whose streams always have something to send, or as much as `perSecond` each. */
  function worker(
    id: string,
    streams: number,
    perSecond = Infinity,
  ): { throttles: TaskThrottles; handle: PaceHandle } {
    const throttles = new TaskThrottles({
      store: table,
      clock,
      workerId: () => id,
      onTrouble: () => undefined,
    });
    const handle = throttles.acquire('task', `flow-${id}`);
    void throttles.run(ending.signal);
    for (let stream = 0; stream < streams; stream++)
      void send(id, stream, handle, perSecond).catch(() => undefined);
    return { throttles, handle };
  }

  async function send(id: string, stream: number, { pace }: PaceHandle, perSecond: number): Promise<void> {
    for (;;) {
      const turn = await pace.turn(
        stream,
        perSecond === Infinity ? LIMITS : { ...LIMITS, maxMessages: 1 },
        ending.signal,
      );
      turn.sent(turn.limits.maxMessages, turn.limits.maxMessages * 100);
      sent[id] = (sent[id] ?? 0) + turn.limits.maxMessages;
      await clock.sleep(perSecond === Infinity ? 2 : 1_000 / perSecond, ending.signal);
    }
  }

  async function measured(ms: number): Promise<number> {
    const before = total();
    await clock.advance(ms);
    return total() - before;
  }

  it('is kept in sum by two, and each of their streams gets the same', async () => {
    table.throttle = { messagesPerSecond: 1_000 };
    worker('a', 3);
    worker('b', 1);
    await clock.advance(3_000);
    const before = { ...sent };
    const all = await measured(10_000);
    expect(all).toBeGreaterThan(9_500);
    expect(all).toBeLessThan(10_500);
    expect(((sent['a'] ?? 0) - (before['a'] ?? 0)) / all).toBeCloseTo(0.75, 1);
  });

  it('leaves what one does not need to the other', async () => {
    table.throttle = { messagesPerSecond: 1_000 };
    worker('a', 2);
    worker('b', 2, 10);
    await clock.advance(3_000);
    expect(await measured(10_000)).toBeGreaterThan(9_500);
    expect(await measured(10_000)).toBeLessThan(10_500);
  });

  it('is not gone over when another worker begins, and is all free when it leaves', async () => {
    table.throttle = { messagesPerSecond: 1_000 };
    worker('a', 2);
    await clock.advance(5_000);
    const { handle } = worker('b', 2);
    expect(await measured(10_000)).toBeLessThan(10_400);
    handle.release();
    await clock.advance(1_100);
    const before = sent['a'] ?? 0;
    await clock.advance(10_000);
    expect((sent['a'] ?? 0) - before).toBeGreaterThan(9_500);
  });

  it('is changed while running, at once when woken and within a second when not', async () => {
    table.throttle = { messagesPerSecond: 100 };
    const { throttles } = worker('a', 2);
    await clock.advance(5_000);
    table.throttle = { messagesPerSecond: 2_000 };
    throttles.wake();
    expect(await measured(1_000)).toBeGreaterThan(1_800);
    table.throttle = { bytesPerSecond: 50_000 };
    await clock.advance(1_000);
    const slow = await measured(10_000);
    expect(slow).toBeGreaterThan(4_750);
    expect(slow).toBeLessThan(5_250);
  });

  it('holds on to the last part while PostgreSQL is away, and sends nothing before the first', async () => {
    table.throttle = { messagesPerSecond: 100 };
    table.isUp = false;
    worker('a', 2);
    expect(await measured(5_000)).toBe(0);
    table.isUp = true;
    await clock.advance(1_100);
    table.isUp = false;
    const kept = await measured(10_000);
    expect(kept).toBeGreaterThan(950);
    expect(kept).toBeLessThan(1_050);
  });
});
