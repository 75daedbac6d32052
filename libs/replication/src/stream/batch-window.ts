import type { BatchLimits } from '../stages/batch-limits.js';

/** A broker that answers within this time, ms, is near: there a larger batch makes messages wait and little else. */
const NEAR_MS = 10;
/** Answers below this many round trips are those of a broker that is far away: it would take twice as much at once. */
const DOUBLE_BELOW = 2.5;
/** Below this many a single stream does not yet fill 80 % of the wire, and grows by a quarter. */
const GROW_BELOW = 5.5;
/** Longer answers, in round trips, are those of a full wire or a loaded broker; what grew below 5.5 stays below. */
const SHRINK_ABOVE = 8;
/** No answer is made to take longer than this, ms, by what batches grow: a send is not to time out. */
const LONGEST_ANSWER_MS = 1_000;
/** Part of the longest answer that a window which was too large aims at. */
const SHRINK_TO = 0.7;

/** One batch that was stored. */
export interface AnsweredBatch {
  messages: number;
  /** As the limits count them. */
  bytes: number;
  /** From the send to its answer, ms. */
  tookMs: number;
  /** The broker's distance, ms ({@link RoundTrip}); undefined while it is not known. */
  roundTripMs: number | undefined;
}

/**
 * How large a stream's batches may be. A stream has one batch on the wire, so far away from its target it writes one batch
 * per round trip: there batches grow for as long as it is the distance that answers take, at most to `most`. Near the
 * target, with nothing to catch up on, and when the target is what is slow they stay as small as `base`.
 */
export class BatchWindow {
  /** Multiple of the base limit in bytes. */
  #scale = 1;
  #mostScale: number;

  /**
   * @param base smallest limits, where every stream begins
   * @param most limits that are never passed
   */
  constructor(
    private readonly base: BatchLimits,
    private readonly most: BatchLimits,
  ) {
    this.#mostScale = scaleOf(base, most);
  }

  /** Size of the window as a multiple of the base limit in bytes, from 1. */
  get scale(): number {
    return this.#scale;
  }

  /** What the next batch may hold. The count grows faster than the bytes, which are to be what bounds a large batch. */
  get limits(): BatchLimits {
    if (this.#scale === 1) return this.base;
    const { maxMessages, maxBytes } = this.base;
    return {
      maxMessages: Math.min(this.most.maxMessages, Math.floor(maxMessages * this.#scale ** 2)),
      maxBytes: Math.min(this.most.maxBytes, Math.floor(maxBytes * this.#scale)),
    };
  }

  /** A batch was stored. */
  stored({ messages, bytes, tookMs, roundTripMs }: AnsweredBatch): void {
    const { maxMessages, maxBytes } = this.limits;
    const used = Math.max(messages / maxMessages, bytes / maxBytes);
    if (roundTripMs === undefined || roundTripMs < NEAR_MS) {
      this.#scale = 1;
      return;
    }
    const longest = Math.min(SHRINK_ABOVE * roundTripMs, LONGEST_ANSWER_MS);
    if (tookMs > longest) this.#scale = shrunk(this.#scale, (SHRINK_TO * longest) / tookMs);
    else if (used < 0.25) this.#scale = shrunk(this.#scale, 0.5);
    else if (used >= 0.5) this.#grow(tookMs, roundTripMs);
  }

  /** The target asked for less, or it is not known what became of a batch. */
  slowDown(): void {
    this.#scale = shrunk(this.#scale, 0.5);
  }

  /**
   * The target refused a batch. Its limit may be lower than `most`, then batches of that size are not tried again. When it
   * refuses the smallest too, a message is at fault and the size was not.
   *
   * @returns true when a smaller batch is worth trying before the messages go one by one
   */
  refused(): boolean {
    const isSmallest = this.#scale === 1;
    this.#mostScale = isSmallest ? scaleOf(this.base, this.most) : this.#scale / 2;
    this.#scale = 1;
    return !isSmallest;
  }

  #grow(tookMs: number, roundTripMs: number): void {
    if (tookMs >= GROW_BELOW * roundTripMs) return;
    const factor = tookMs < DOUBLE_BELOW * roundTripMs ? 2 : 1.25;
    if (roundTripMs + (tookMs - roundTripMs) * factor >= LONGEST_ANSWER_MS) return;
    this.#scale = Math.max(1, Math.min(this.#mostScale, this.#scale * factor));
  }
}

/** A scale made smaller, by half at most in one step. */
function shrunk(scale: number, factor: number): number {
  return Math.max(1, scale * Math.max(0.5, factor));
}

function scaleOf(base: BatchLimits, most: BatchLimits): number {
  return Math.max(1, most.maxBytes / base.maxBytes);
}
