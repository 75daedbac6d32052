import type { Clock } from '../ports/clock.js';
import type { PullOutcome } from '../ports/queue-reader.js';

/** Pulls of one queue that are on the way at once, at most. */
const MOST_PULLS = 32;
/**
 * Fewer messages than that are no backlog: at the end of a queue every answer is short because more has not come yet, and a
 * guess by its length would fetch the same few messages over and over.
 */
const BACKLOG_MESSAGES = 64;

/** Asks the broker. Of `mayWait` only the pull at the end of what is known may be held. */
export type Pull = (offset: number, mayWait: boolean) => Promise<PullOutcome>;

/** An answer, and when it came: it may have been waiting since. */
export interface Answer {
  outcome: PullOutcome;
  /** Monotonic, ms. */
  answeredAt: number;
}

/** What is known of a queue when the next pulls are planned. */
export interface PullPlan {
  /** Where the last planned pull asks from. */
  lastOffset: number;
  /** Messages that the broker gives per pull, as seen; 0 while it is not known. */
  stride: number;
  /** The offset behind the last message that the broker told of. */
  maxOffset: number;
  /** Pulls that are planned already. */
  planned: number;
  /** Pulls that may be on the way at once. */
  depth: number;
  /** Bytes that there is room for, and that the broker gives per pull, about. */
  roomBytes: number;
  strideBytes: number;
}

/** Offsets to ask from as well: each expects the one before it to bring a whole stride, and has a whole stride behind it. */
export function planPulls(plan: PullPlan): number[] {
  const { lastOffset, stride, maxOffset, planned, strideBytes } = plan;
  const offsets: number[] = [];
  if (stride === 0 || maxOffset - lastOffset < BACKLOG_MESSAGES) return offsets;
  const most = Math.min(plan.depth, Math.floor(plan.roomBytes / strideBytes));
  for (let offset = lastOffset + stride; planned + offsets.length < most; offset += stride) {
    if (offset + stride > maxOffset) break;
    offsets.push(offset);
  }
  return offsets;
}

/**
 * Pulls a queue from offset to offset. Brokers give few messages per pull (32, facts §8.3), so where there is a backlog the
 * next pulls are sent before the last one is answered. They guess where it will end: a wrong guess costs an answer that is
 * thrown away, and the guessing begins anew.
 */
export class PullAhead {
  #planned: { offset: number; answer: Promise<Answer> }[] = [];
  #stride = 0;
  #strideBytes = 1;
  #maxOffset = 0;
  #depth = 1;

  /** @param isFiltered offsets say nothing of how much a broker gives then: one pull at a time */
  constructor(
    private readonly pull: Pull,
    private readonly isFiltered: boolean,
    private readonly clock: Clock,
  ) {}

  /**
   * The answer to a pull from `offset`.
   *
   * @param roomBytes what may be on the way besides it
   */
  async from(offset: number, roomBytes: number): Promise<Answer> {
    // Nothing to run ahead of: a quiet queue has one pull, and nothing around it.
    if (this.#planned.length === 0 && this.#stride === 0) {
      const outcome = await this.pull(offset, true);
      this.#learn(offset, outcome);
      return { outcome, answeredAt: this.clock.monotonic() };
    }
    if (this.#planned[0]?.offset !== offset) this.#begin(offset);
    this.#runAhead(roomBytes);
    const [first] = this.#planned.splice(0, 1);
    if (first === undefined) throw new Error('no pull was planned');
    const answer = await first.answer;
    this.#learn(offset, answer.outcome);
    return answer;
  }

  /** The writer had nothing left when the answer came: more pulls are to be on the way. */
  cameLate(): void {
    this.#depth = Math.min(MOST_PULLS, this.#depth + 1);
  }

  #begin(offset: number): void {
    if (this.#planned.length > 0) this.#depth = 1;
    this.#planned = [this.#ask(offset, true)];
  }

  #runAhead(roomBytes: number): void {
    const last = this.#planned.at(-1);
    if (last === undefined || this.isFiltered) return;
    const { length: planned } = this.#planned;
    const offsets = planPulls({
      lastOffset: last.offset,
      stride: this.#stride,
      maxOffset: this.#maxOffset,
      planned,
      depth: this.#depth,
      roomBytes,
      strideBytes: this.#strideBytes,
    });
    for (const offset of offsets) this.#planned.push(this.#ask(offset, false));
  }

  #ask(offset: number, mayWait: boolean): { offset: number; answer: Promise<Answer> } {
    const answer = this.pull(offset, mayWait).then((outcome) => ({
      outcome,
      answeredAt: this.clock.monotonic(),
    }));
    // Whoever waits for it hears of its failure; an answer that was thrown away is nobody's.
    answer.catch(() => undefined);
    return { offset, answer };
  }

  #learn(offset: number, outcome: PullOutcome): void {
    this.#maxOffset = outcome.maxOffset;
    const isWhole = outcome.kind === 'MESSAGES' && outcome.nextOffset < outcome.maxOffset;
    // At the end of the queue a pull brings what there is, which says nothing of how much a broker gives.
    if (isWhole) {
      this.#stride = outcome.nextOffset - offset;
      this.#strideBytes = Math.max(1, (outcome.messages[0]?.totalSize ?? 0) * outcome.messages.length);
    } else if (outcome.kind !== 'MESSAGES') this.#stride = 0;
  }
}
