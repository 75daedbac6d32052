import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.js';
import { World } from '../testing/world.js';
import { TaskThrottle, type FlowPace } from './task-throttle.js';

const LIMITS = { maxMessages: 256, maxBytes: 512 * 1024 };
const BYTES = 100;

describe('TaskThrottle (T-08)', () => {
  let clock: ManualClock;
  let throttle: TaskThrottle;
  let ending: AbortController;
  let sent: Map<number, number>;

  beforeEach(() => {
    clock = new ManualClock();
    throttle = new TaskThrottle(clock);
    ending = new AbortController();
    sent = new Map();
  });

  const total = (): number => [...sent.values()].reduce((sum, count) => sum + count, 0);

  /** A stream with endless messages that takes `tripMs` for a batch. */
  async function stream(pace: FlowPace, id: number, tripMs = 1, bytesEach = BYTES): Promise<void> {
    for (;;) {
      const turn = await pace.turn(id, LIMITS, ending.signal);
      const messages = Math.min(
        turn.limits.maxMessages,
        Math.max(1, Math.floor(turn.limits.maxBytes / bytesEach)),
      );
      turn.sent(messages, messages * bytesEach);
      sent.set(id, (sent.get(id) ?? 0) + messages);
      await clock.sleep(tripMs, ending.signal);
    }
  }

  function run(pace: FlowPace, ids: readonly number[], tripMs?: number, bytesEach?: number): void {
    for (const id of ids) stream(pace, id, tripMs, bytesEach).catch(() => undefined);
  }

  it.each([
    [{ messages: 1_000 }, 10_000],
    [{ messages: 3 }, 30],
    [{ messages: 50_000 }, 500_000],
    [{ bytes: 100_000 }, 10_000],
    [{ messages: 1_000, bytes: 20_000 }, 2_000],
  ])('%j gives %i messages in 10 s, within 5 %%', async (rates, expected) => {
    throttle.set(rates);
    run(throttle.flow(), [1, 2, 3]);
    await clock.advance(10_000);
    ending.abort();
    expect(total()).toBeGreaterThanOrEqual(expected * 0.95);
    expect(total()).toBeLessThanOrEqual(expected * 1.05 + 1);
  });

  it.each([5, 60, 150])(
    'keeps the rate for one stream and for four whose answers take %i ms',
    async (tripMs) => {
      throttle.set({ messages: 1_000 });
      run(throttle.flow(), [1], tripMs);
      await clock.advance(10_000);
      expect(total()).toBeGreaterThan(9_500);
      run(throttle.flow(), [2, 3, 4], tripMs);
      await clock.advance(10_000);
      ending.abort();
      expect(total()).toBeGreaterThan(19_000);
      expect(total()).toBeLessThan(20_700);
      for (const id of [2, 3, 4]) expect(sent.get(id)).toBeGreaterThan(1_600);
    },
  );

  it('serves all streams alike, whichever flow they are of and however fast their broker answers', async () => {
    throttle.set({ messages: 1_000 });
    run(throttle.flow(), [1, 2]);
    run(throttle.flow(), [3, 4], 15);
    await clock.advance(10_000);
    ending.abort();
    for (const count of sent.values()) expect(count).toBeGreaterThan(2_300);
    expect(sent.size).toBe(4);
  });

  it('lets a message that is larger than its rate through, and keeps the rate over time', async () => {
    throttle.set({ bytes: 1_000 });
    run(throttle.flow(), [1, 2], 1, 4_000);
    await clock.advance(60_000);
    ending.abort();
    expect(total()).toBeGreaterThanOrEqual(14);
    expect(total()).toBeLessThanOrEqual(16);
  });

  it('takes another rate at once, also for those that wait', async () => {
    throttle.set({ messages: 1 });
    run(throttle.flow(), [1, 2]);
    await clock.advance(5_000);
    const before = total();
    throttle.set({ messages: 3_000 });
    await clock.advance(10_000);
    expect(total() - before).toBeGreaterThan(28_500);
    expect(total() - before).toBeLessThan(31_500);
    throttle.set({});
    await clock.advance(1_000);
    ending.abort();
    expect(total()).toBeGreaterThan(200_000);
  });

  it('lets nothing through until its rates are known', async () => {
    run(throttle.flow(), [1]);
    await clock.advance(5_000);
    expect(total()).toBe(0);
    throttle.set({});
    await clock.advance(10);
    expect(total()).toBeGreaterThan(0);
    ending.abort();
  });

  it('tells its use, who had to wait, and how long each flow waited', async () => {
    throttle.set({ messages: 100 });
    const [slow, idle] = [throttle.flow(), throttle.flow()];
    run(slow, [1, 2]);
    await clock.advance(1_000);
    expect(throttle.takeUse()).toEqual({
      messages: expect.closeTo(100, -1),
      bytes: expect.closeTo(10_000, -3),
      waiting: 2,
    });
    expect(slow.takeTimes().throttledMs).toBeGreaterThan(950);
    expect(idle.takeTimes()).toEqual({ throttledMs: 0, backoffMs: 0 });
    ending.abort();
    await clock.advance(1);
    throttle.takeUse();
    expect(throttle.takeUse()).toEqual({ messages: 0, bytes: 0, waiting: 0 });
  });

  it('forgets a stream that stops waiting', async () => {
    throttle.set({ messages: 1 });
    const pace = throttle.flow();
    run(pace, [1]);
    const leaving = new AbortController();
    const turn = Promise.resolve(pace.turn(2, LIMITS, leaving.signal));
    leaving.abort();
    await expect(turn).rejects.toThrow('aborted');
    await clock.advance(10_000);
    ending.abort();
    expect(sent.get(1)).toBeGreaterThanOrEqual(9);
  });
});

describe('a throttled stream (T-08)', () => {
  it('keeps its order, loses nothing, and stays RUNNING with its delay known', async () => {
    const world = new World({ queues: 3 });
    for (const queue of [0, 1, 2]) world.produce(queue, 400);
    const throttle = new TaskThrottle(world.clock);
    throttle.set({ messages: 60 });
    const worker = world.startWorker('dirty', throttle.flow());
    await world.clock.advance(10_500);
    const copied = [0, 1, 2].map((queue) => world.copies(queue).length);
    expect(copied.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10.5 * 60 + 15);
    for (const count of copied) expect(count).toBeGreaterThan(180);
    const report = worker.shard.report();
    expect(report.streams.map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
    expect(report.delayMs).toBeGreaterThan(9_000);
    expect(report.counts.throttledMs).toBeGreaterThan(9_000);
    throttle.set({});
    await world.clock.runUntil(() => world.copies(2).length === 400 && world.copies(0).length === 400, 'all');
    await world.clock.advance(1_000);
    for (const queue of [0, 1, 2]) expect(world.copies(queue)).toEqual(world.originals(queue));
  });

  it('counts the time of a busy target as back-off, not as failure, and says so while it lasts', async () => {
    const world = new World();
    world.produce(0, 10);
    const worker = world.startWorker();
    world.target.fate = () => ({ code: 2, remark: '[TIMEOUT_CLEAN_QUEUE]' });
    await world.clock.advance(5_000);
    const busy = worker.shard.report();
    expect(busy.streams[0]).toMatchObject({ state: 'HELD', reason: { code: 'TARGET_BUSY', step: 'WRITE' } });
    expect(busy.counts.backoffMs).toBeGreaterThan(3_000);
    expect(busy.counts).toMatchObject({ failed: 0, throttledMs: 0 });
    world.target.fate = () => 'STORE';
    await world.clock.runUntil(() => world.copies().length === 10, 'all copied');
    expect(worker.shard.report().streams[0]).toMatchObject({ state: 'RUNNING', reason: null });
  });
});
