import { AbortedError, type Clock } from '../ports/clock.js';
import type { BatchLimits } from '../stages/batch-limits.js';
import { TokenBucket } from './token-bucket.js';
import { WaitTime } from './wait-time.js';

/** Rates that the streams of a task keep together, per second; a unit that is left out is not limited. */
export interface Rates {
  messages?: number;
  /** Body and property bytes, as they are written to the target. */
  bytes?: number;
}

/** What was used since the last look, and how many streams had to wait. */
export interface ThrottleUse {
  messages: number;
  bytes: number;
  waiting: number;
}

/** Time since the last look in which a flow waited, ms. */
export interface PaceTimes {
  /** At least one stream waited for the task's throttle. */
  throttledMs: number;
  /** At least one stream backed off from a target that said busy. */
  backoffMs: number;
}

/** Leave to send one batch. */
export interface Turn {
  /** What the batch may hold; a single larger message still goes alone. */
  limits: BatchLimits;
  /** The batch as it is sent: what was granted beyond it goes back. */
  sent(messages: number, bytes: number): void;
}

/** How fast one flow may go, and how long it waited. */
export interface FlowPace {
  /** Waits for the stream's turn. Streams are served in the order in which they ask, each a small piece. */
  turn(streamId: number, limits: BatchLimits, signal: AbortSignal): Turn | Promise<Turn>;
  /** Counts a wait for a busy target. */
  backingOff(wait: Promise<void>): Promise<void>;
  takeTimes(): PaceTimes;
}

/**
 * Share of a second that gathers while nothing is sent: a late timer loses nothing below it, and 10 s never hold more than
 * 2 % above the rate.
 */
const BURST_SECONDS = 0.2;
/** Share of a second that one turn waits for: streams alternate this often. */
const TURN_SECONDS = 0.02;
/** A stream that had no turn for this long does not count as active, ms. */
const ACTIVE_MS = 1_000;
/** A wait is looked at again after this long, ms. */
const MAX_SLEEP_MS = 1_000;

interface Waiter {
  streamId: number;
  limits: BatchLimits;
  grant: (turn: Turn) => void;
}

/**
 * The throttle of one task in one worker, shared by all streams of its flows. Closed until its rates are known. Batches
 * shrink to what a turn allows; a message larger than that goes alone, and is paid for by those behind it.
 */
export class TaskThrottle {
  #messages: TokenBucket | undefined;
  #bytes: TokenBucket | undefined;
  #isOpen = false;
  readonly #queue: Waiter[] = [];
  readonly #waited = new Set<number>();
  #used = { messages: 0, bytes: 0 };
  /** Ends the wait of the queue's first; undefined while nobody waits, since an abort costs more than a look. */
  #wake: AbortController | undefined;
  #pumping = false;
  /** Streams that had a turn in the present and in the last {@link ACTIVE_MS}. */
  #active = { since: 0, now: new Set<number>(), before: 0 };

  constructor(private readonly clock: Clock) {}

  /** From now on these rates hold. */
  set(rates: Rates): void {
    const now = this.clock.monotonic();
    this.#messages = changed(this.#messages, rates.messages, now);
    this.#bytes = changed(this.#bytes, rates.bytes, now);
    this.#isOpen = true;
    this.#wake?.abort();
  }

  /** Use since the last call. */
  takeUse(): ThrottleUse {
    for (const waiter of this.#queue) this.#waited.add(waiter.streamId);
    const use = { ...this.#used, waiting: this.#waited.size };
    this.#used = { messages: 0, bytes: 0 };
    this.#waited.clear();
    return use;
  }

  /** The way in for the streams of one flow. */
  flow(): FlowPace {
    const { clock } = this;
    const throttled = new WaitTime();
    const backoff = new WaitTime();
    return {
      turn: (streamId, limits, signal) => {
        if (this.#queue.length === 0 && this.#waitMs(limits) === 0) return this.#grant(streamId, limits);
        throttled.begin(clock.monotonic());
        return this.#enqueue(streamId, limits, signal).finally(() => throttled.end(clock.monotonic()));
      },
      backingOff: (wait) => {
        backoff.begin(clock.monotonic());
        return wait.finally(() => backoff.end(clock.monotonic()));
      },
      takeTimes: () => ({
        throttledMs: throttled.take(clock.monotonic()),
        backoffMs: backoff.take(clock.monotonic()),
      }),
    };
  }

  #enqueue(streamId: number, limits: BatchLimits, signal: AbortSignal): Promise<Turn> {
    if (signal.aborted) return Promise.reject(new AbortedError());
    this.#waited.add(streamId);
    return new Promise<Turn>((resolve, reject) => {
      const onAbort = (): void => {
        const index = this.#queue.indexOf(waiter);
        if (index >= 0) this.#queue.splice(index, 1);
        reject(new AbortedError());
      };
      const waiter: Waiter = {
        streamId,
        limits,
        grant: (turn) => {
          signal.removeEventListener('abort', onAbort);
          resolve(turn);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(waiter);
      if (!this.#pumping) void this.#pump();
    });
  }

  /** Serves the queue until it is empty. */
  async #pump(): Promise<void> {
    this.#pumping = true;
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const waitMs = this.#waitMs(first.limits);
      if (waitMs === 0) {
        this.#queue.shift();
        first.grant(this.#grant(first.streamId, first.limits));
        continue;
      }
      this.#wake = new AbortController();
      await this.clock.sleep(Math.min(Math.ceil(waitMs), MAX_SLEEP_MS), this.#wake.signal).catch(ignoreAbort);
      this.#wake = undefined;
    }
    this.#pumping = false;
  }

  #waitMs(limits: BatchLimits): number {
    if (!this.#isOpen) return MAX_SLEEP_MS;
    const now = this.clock.monotonic();
    return Math.max(
      this.#messages?.waitFor(turnOf(this.#messages, limits.maxMessages), now) ?? 0,
      this.#bytes?.waitFor(turnOf(this.#bytes, limits.maxBytes), now) ?? 0,
    );
  }

  /** What gathered while the streams' brokers took their time is shared among the active ones. */
  #grant(streamId: number, limits: BatchLimits): Turn {
    const now = this.clock.monotonic();
    const active = this.#countActive(streamId, now);
    const piece = (bucket: TokenBucket | undefined, most: number): number =>
      bucket === undefined
        ? 0
        : Math.min(most, Math.max(turnOf(bucket, most), Math.floor(bucket.available(now) / active)));
    const messages = piece(this.#messages, limits.maxMessages);
    const bytes = piece(this.#bytes, limits.maxBytes);
    this.#messages?.take(messages, now);
    this.#bytes?.take(bytes, now);
    return {
      limits: {
        maxMessages: this.#messages === undefined ? limits.maxMessages : messages,
        maxBytes: this.#bytes === undefined ? limits.maxBytes : bytes,
      },
      sent: (sentMessages, sentBytes) => {
        this.#used.messages += sentMessages;
        this.#used.bytes += sentBytes;
        const settledAt = this.clock.monotonic();
        // A unit that was not limited when the turn was given is paid for from the next turn on.
        if (messages > 0) this.#messages?.take(sentMessages - messages, settledAt);
        if (bytes > 0) this.#bytes?.take(sentBytes - bytes, settledAt);
        this.#wake?.abort();
      },
    };
  }

  #countActive(streamId: number, now: number): number {
    if (now - this.#active.since >= ACTIVE_MS)
      this.#active = { since: now, now: new Set(), before: this.#active.now.size };
    this.#active.now.add(streamId);
    return Math.max(this.#active.now.size, this.#active.before);
  }
}

/** Leave for everything: what a flow without a task's throttle runs with. */
export function unthrottled(clock: Clock): FlowPace {
  const throttle = new TaskThrottle(clock);
  throttle.set({});
  return throttle.flow();
}

function turnOf(bucket: TokenBucket, most: number): number {
  return Math.min(most, Math.max(1, Math.floor(bucket.perSecond * TURN_SECONDS)));
}

function changed(
  bucket: TokenBucket | undefined,
  perSecond: number | undefined,
  now: number,
): TokenBucket | undefined {
  if (perSecond === undefined) return undefined;
  const burst = Math.max(1, perSecond * BURST_SECONDS);
  if (bucket?.perSecond === perSecond) return bucket;
  return bucket?.withRate(perSecond, burst, now) ?? new TokenBucket(perSecond, burst, now);
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof AbortedError)) throw error;
}
