import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { AbortedError } from '../ports/clock.js';
import type { Provenance } from '../provenance.js';
import { COPY_OVERHEAD_BYTES, KEPT_SYS_FLAG, type BatchLimits } from '../stages/batch-limits.js';
import type { MemoryBudget } from './memory-budget.js';

/** A source message that is to be copied. */
export interface PendingCopy {
  kind: 'COPY';
  message: StoredMessage;
  provenance: Provenance | undefined;
}

/** Source offsets that are done without a copy: skipped by loop check or filter. */
export interface PendingSkip {
  kind: 'SKIP';
  /** Offset behind the last skipped one. */
  nextOffset: number;
  /** Last message that was looked at, for the checkpoint's identity; undefined when the broker took them all out. */
  last: StoredMessage | undefined;
  read: number;
  skippedLoop: number;
  filtered: number;
  /** Offsets `[from, to)` of it that the source had deleted; undefined when there are none. */
  gap?: { from: number; to: number };
}

export type Pending = PendingCopy | PendingSkip;

/** The next thing to do, in source order. */
export type Work = { kind: 'BATCH'; copies: readonly PendingCopy[]; bytes: number } | PendingSkip;

/**
 * Messages that were read and not yet written, in source order, bounded in bytes. One reader, one writer; the reader waits
 * here for room, the writer is told of what comes. Compression bits split batches, since all messages of a batch share them (facts §6).
 */
export class ReadAhead {
  #items: Pending[] = [];
  #head = 0;
  #bytes = 0;
  #wakeReader: (() => void) | undefined;
  #tellWriter: (() => void) | undefined;

  /**
   * @param limitBytes asked each time, since it grows and shrinks with the stream's batches
   * @param tagBytes what the task's tag adds to each copy
   */
  constructor(
    private readonly limitBytes: () => number,
    private readonly budget: MemoryBudget,
    private readonly tagBytes = 0,
  ) {}

  get isEmpty(): boolean {
    return this.#head === this.#items.length;
  }

  /** The next thing to do is a copy. */
  get startsWithCopy(): boolean {
    return this.#items[this.#head]?.kind === 'COPY';
  }

  /** What may come besides the next pull, bytes. */
  get roomBytes(): number {
    return this.budget.isExhausted ? 0 : Math.max(0, this.limitBytes() - this.#bytes);
  }

  /** Store time of the oldest message that waits, ms since the epoch. */
  get oldestStoreTimestamp(): number | undefined {
    for (let index = this.#head; index < this.#items.length; index++) {
      const item = this.#items[index];
      if (item?.kind === 'COPY') return item.message.storeTimestamp;
    }
    return undefined;
  }

  push(items: readonly Pending[]): void {
    for (const item of items) {
      this.#items.push(item);
      if (item.kind === 'COPY') this.#account(this.#sizeOf(item.message));
    }
    if (!this.isEmpty) this.#tellWriter?.();
  }

  /** Takes the next batch or skip; undefined when nothing waits. */
  take(limits: BatchLimits): Work | undefined {
    const first = this.#items[this.#head];
    if (first === undefined) return undefined;
    if (first.kind === 'SKIP') {
      this.#head += 1;
      this.#compact();
      return first;
    }
    const flags = first.message.sysFlag & KEPT_SYS_FLAG;
    const copies: PendingCopy[] = [];
    let bytes = 0;
    for (let index = this.#head; index < this.#items.length && copies.length < limits.maxMessages; index++) {
      const item = this.#items[index];
      if (item?.kind !== 'COPY' || (item.message.sysFlag & KEPT_SYS_FLAG) !== flags) break;
      const size = this.#sizeOf(item.message);
      if (copies.length > 0 && bytes + size > limits.maxBytes) break;
      copies.push(item);
      bytes += size;
    }
    this.#head += copies.length;
    this.#account(-bytes);
    this.#compact();
    if (this.#hasRoom()) this.#wakeReader?.();
    return { kind: 'BATCH', copies, bytes };
  }

  /** Who is told whenever there is something to take; undefined for nobody. */
  onFilled(tell: (() => void) | undefined): void {
    this.#tellWriter = tell;
  }

  /** Resolves when there is room for another pull. */
  untilRoom(signal: AbortSignal): Promise<void> {
    return wait(
      signal,
      () => this.#hasRoom(),
      (wake) => {
        this.#wakeReader = wake;
        if (wake !== undefined && this.budget.isExhausted) this.budget.whenRoom(() => this.#wakeReader?.());
      },
    );
  }

  /** Drops everything that waits. */
  clear(): void {
    this.#account(-this.#bytes);
    this.#items = [];
    this.#head = 0;
  }

  /** Size of a message as the batch limits count it, bytes. */
  #sizeOf(message: StoredMessage): number {
    return message.body.length + message.properties.length + COPY_OVERHEAD_BYTES + this.tagBytes;
  }

  #hasRoom(): boolean {
    return this.#bytes === 0 || (this.#bytes < this.limitBytes() && !this.budget.isExhausted);
  }

  #account(bytes: number): void {
    this.#bytes += bytes;
    if (bytes >= 0) this.budget.take(bytes);
    else this.budget.give(-bytes);
  }

  #compact(): void {
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }
}

function wait(
  signal: AbortSignal,
  isReady: () => boolean,
  register: (wake: (() => void) | undefined) => void,
): Promise<void> {
  if (signal.aborted) return Promise.reject(new AbortedError());
  if (isReady()) return Promise.resolve();
  return new Promise<void>((resolve, reject) => {
    const settle = (action: () => void): void => {
      register(undefined);
      signal.removeEventListener('abort', onAbort);
      action();
    };
    const onAbort = (): void => settle(() => reject(new AbortedError()));
    signal.addEventListener('abort', onAbort, { once: true });
    register(() => {
      if (isReady()) settle(resolve);
    });
  });
}
