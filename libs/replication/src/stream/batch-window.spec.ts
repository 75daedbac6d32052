import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BATCH_LIMITS, MOST_BATCH_LIMITS } from '../stages/batch-limits.js';
import { RoundTrip } from '../target/round-trip.js';
import { BatchWindow } from './batch-window.js';

const MESSAGE_BYTES = 1_536;

/** A target behind a wire: what all streams have on it shares the bandwidth, then travels. */
interface Link {
  roundTripMs: number;
  /** Bytes per ms. */
  bandwidth: number;
  streams: number;
  /** Extra time of the n-th answer, ms: losses, and a broker that is busy. */
  extraMs?: (answer: number) => number;
}

/** Streams that always have a backlog, each with one batch on the link; messages per ms over the last third, and the windows. */
function run(link: Link, answers: number): { rate: number; scales: number[]; history: number[] } {
  const windows = Array.from({ length: link.streams }, () => newWindow());
  const roundTrip = new RoundTrip();
  // The barrier that a lane begins with goes alone.
  roundTrip.answered(link.roundTripMs, 0);
  const due: { at: number; sentAt: number; stream: number; messages: number }[] = [];
  let wireFreeAt = 0;
  const send = (stream: number, now: number): void => {
    const messages = messagesOf(windows[stream] ?? newWindow());
    wireFreeAt = Math.max(wireFreeAt, now) + (messages * MESSAGE_BYTES) / link.bandwidth;
    due.push({
      at: wireFreeAt + link.roundTripMs + (link.extraMs?.(due.length) ?? 0),
      sentAt: now,
      stream,
      messages,
    });
  };
  windows.forEach((_, stream) => send(stream, 0));
  const history: number[] = [];
  let stored = 0;
  let from = 0;
  let now = 0;
  for (let answer = 0; answer < answers; answer++) {
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    if (next === undefined) break;
    const { stream, messages } = next;
    now = next.at;
    const tookMs = now - next.sentAt;
    roundTrip.answered(tookMs, now);
    const bytes = messages * MESSAGE_BYTES;
    windows[stream]?.stored({ messages, bytes, tookMs, roundTripMs: roundTrip.ms });
    if (stream === 0) history.push(windows[0]?.scale ?? 1);
    if (answer === Math.floor((answers * 2) / 3)) [stored, from] = [0, now];
    stored += messages;
    send(stream, now);
  }
  return { rate: stored / (now - from), scales: windows.map(({ scale }) => scale), history };
}

function newWindow(): BatchWindow {
  return new BatchWindow(DEFAULT_BATCH_LIMITS, MOST_BATCH_LIMITS);
}

function messagesOf(window: BatchWindow): number {
  const { maxMessages, maxBytes } = window.limits;
  return Math.min(maxMessages, Math.floor(maxBytes / MESSAGE_BYTES));
}

/** What one full batch per round trip and stream gives, or the wire where that is less; messages per ms. */
function bound({ roundTripMs, bandwidth, streams }: Link): number {
  const most = Math.floor(MOST_BATCH_LIMITS.maxBytes / MESSAGE_BYTES);
  const perBatch = roundTripMs + (most * MESSAGE_BYTES) / bandwidth;
  return Math.min(bandwidth / MESSAGE_BYTES, (streams * most) / perBatch);
}

describe('BatchWindow', () => {
  const far = fc.record({
    roundTripMs: fc.integer({ min: 20, max: 300 }),
    bandwidth: fc.integer({ min: 10_000, max: 200_000 }),
    streams: fc.integer({ min: 1, max: 64 }),
  });

  it('reaches 80 % of what bandwidth and the largest batches allow, whatever the distance', () =>
    fc.assert(
      fc.property(far, (link) => {
        expect(run(link, link.streams * 30).rate).toBeGreaterThanOrEqual(0.8 * bound(link));
      }),
    ));

  it('gets there within six round trips', () => {
    const { history } = run({ roundTripMs: 150, bandwidth: 1_000_000, streams: 1 }, 6);
    expect(history.at(-1)).toBe(MOST_BATCH_LIMITS.maxBytes / DEFAULT_BATCH_LIMITS.maxBytes);
  });

  it('stays where it is once it is there, so that rates do not swing', () =>
    fc.assert(
      fc.property(far, (link) => {
        const { history } = run({ ...link, streams: 1 }, 60);
        expect(new Set(history.slice(-20)).size).toBe(1);
      }),
    ));

  it('does not fill a slow wire with more than two seconds of messages', () =>
    fc.assert(
      fc.property(far, (link) => {
        const { scales } = run(link, link.streams * 60);
        const smallest = link.streams * messagesOf(newWindow());
        const waiting = scales.reduce((sum, scale) => sum + scale * DEFAULT_BATCH_LIMITS.maxBytes, 0);
        const longest = Math.max(1_000 * link.bandwidth, smallest * MESSAGE_BYTES);
        expect(waiting).toBeLessThanOrEqual(2 * longest);
      }),
    ));

  it('is not led astray by answers that a loss holds up for a round trip', () => {
    const link = { roundTripMs: 50, bandwidth: 20_000, streams: 8 };
    const lossy = { ...link, extraMs: (answer: number) => (answer % 3 === 0 ? 50 : 0) };
    expect(run(lossy, 400).rate).toBeGreaterThanOrEqual(0.8 * bound(link));
  });

  it('keeps small batches near the target, however long its answers take now and then', () => {
    const spikes = { roundTripMs: 2, bandwidth: 500_000, streams: 8, extraMs: (n: number) => (n % 7) * 20 };
    expect(run(spikes, 200).scales.every((scale) => scale === 1)).toBe(true);
  });

  it('never passes its limits, whatever it is told', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            used: fc.double({ min: 0, max: 2, noNaN: true }),
            tookMs: fc.integer({ min: 0, max: 60_000 }),
            roundTripMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
            then: fc.constantFrom('NOTHING', 'SLOW_DOWN', 'REFUSED'),
          }),
        ),
        (answers) => {
          const window = newWindow();
          for (const { used, tookMs, roundTripMs, then } of answers) {
            const { maxMessages, maxBytes } = window.limits;
            window.stored({ messages: used * maxMessages, bytes: used * maxBytes, tookMs, roundTripMs });
            if (then === 'SLOW_DOWN') window.slowDown();
            if (then === 'REFUSED') window.refused();
            expect(window.limits.maxMessages).toBeGreaterThanOrEqual(DEFAULT_BATCH_LIMITS.maxMessages);
            expect(window.limits.maxMessages).toBeLessThanOrEqual(MOST_BATCH_LIMITS.maxMessages);
            expect(window.limits.maxBytes).toBeGreaterThanOrEqual(DEFAULT_BATCH_LIMITS.maxBytes);
            expect(window.limits.maxBytes).toBeLessThanOrEqual(MOST_BATCH_LIMITS.maxBytes);
          }
        },
      ),
    ));

  describe('after it has grown', () => {
    const grown = (): BatchWindow => {
      const window = newWindow();
      while (window.scale < 7) full(window, 110);
      return window;
    };
    /** A batch that used the whole window, of a broker 100 ms away. */
    const full = (window: BatchWindow, tookMs: number): void => {
      const { maxMessages, maxBytes } = window.limits;
      window.stored({ messages: maxMessages, bytes: maxBytes, tookMs, roundTripMs: 100 });
    };

    it('shrinks while the broker takes its time, to the size it began with', () => {
      const window = grown();
      for (let answer = 0; answer < 6; answer++) full(window, 2_000);
      expect(window.limits).toEqual(DEFAULT_BATCH_LIMITS);
    });

    it('shrinks when the broker says that it is busy, and grows again', () => {
      const window = grown();
      const before = window.scale;
      window.slowDown();
      expect(window.scale).toBe(before / 2);
      full(window, 110);
      expect(window.scale).toBe(before);
    });

    it('shrinks when there is no backlog any more, so that the first messages of the next one do not wait', () => {
      const window = grown();
      for (let answer = 0; answer < 4; answer++)
        window.stored({ messages: 3, bytes: 3 * MESSAGE_BYTES, tookMs: 105, roundTripMs: 100 });
      expect(window.scale).toBe(1);
    });

    it('does not try a size again that the target refused, while smaller ones are stored', () => {
      const window = grown();
      const refused = window.limits.maxBytes;
      expect(window.refused()).toBe(true);
      for (let answer = 0; answer < 20; answer++) full(window, 110);
      expect(window.limits.maxBytes).toBeGreaterThan(DEFAULT_BATCH_LIMITS.maxBytes);
      expect(window.limits.maxBytes).toBeLessThanOrEqual(refused / 2);
    });

    it('grows to its limit again when it was a message that was refused, not the size', () => {
      const window = grown();
      const before = window.scale;
      window.refused();
      expect(window.refused()).toBe(false);
      while (window.scale < before) full(window, 110);
      expect(window.scale).toBe(before);
    });
  });
});

describe('RoundTrip', () => {
  it('is the smallest of the last answers, and forgets those of more than ten minutes ago', () => {
    const roundTrip = new RoundTrip();
    expect(roundTrip.ms).toBeUndefined();
    roundTrip.answered(50, 0);
    roundTrip.answered(80, 1_000);
    expect(roundTrip.ms).toBe(50);
    roundTrip.answered(150, 300_000);
    expect(roundTrip.ms).toBe(50);
    roundTrip.answered(160, 600_000);
    expect(roundTrip.ms).toBe(150);
    roundTrip.answered(170, 1_900_000);
    expect(roundTrip.ms).toBe(170);
  });
});
