import { decodeMessages, unwrapInnerBatches } from '@slipstream/rocketmq-remoting/message';
import type { QueueRef } from '../ports/queue-reader.js';
import { readProvenance, type Provenance } from '../provenance.js';
import type { CallOptions, ProgressClient } from './ports.js';
import { queueKey } from './stream.js';

/** A message as progress looks at it: where it stands, and what it says of where it came from. */
export interface SeenMessage {
  offset: number;
  provenance: Provenance | undefined;
}

/** A stretch `[begin, next)` of a queue. */
export interface QueuePage {
  begin: number;
  next: number;
  messages: readonly SeenMessage[];
  /** Nothing is visible behind it. */
  isEnd: boolean;
  /** The queue's end when the page was read. */
  maxOffset: number;
}

/** Brokers give 32 at most unless their limits were raised (facts §8.3). */
const MAX_MESSAGES = 256;
/** Enough for both sides of what a good guess looks for. */
export const PROBE_MESSAGES = 12;
/** Pages kept of each queue: groups of one topic often stand close together. */
const PAGES_KEPT = 32;

/** How many pulls a round, or one search in it, may still make. */
export class LookUps {
  #left: number;

  constructor(
    left: number,
    private readonly parent?: LookUps,
  ) {
    this.#left = left;
  }

  /** False when none is left. */
  take(): boolean {
    if (this.#left <= 0 || this.parent?.take() === false) return false;
    this.#left -= 1;
    return true;
  }
}

/** Reads queues of one cluster page by page, each page once in a round. */
export class QueuePages {
  readonly #pages = new Map<string, QueuePage[]>();
  readonly #ends = new Map<string, number>();

  constructor(
    private readonly client: Pick<ProgressClient, 'pull'>,
    private readonly options: CallOptions = {},
  ) {}

  /**
   * The messages from an offset on, a page of them; what retention has removed is passed over.
   *
   * @param most messages asked for
   * @returns undefined when no look-up is left
   */
  async read(
    queue: QueueRef,
    offset: number,
    lookUps: LookUps,
    most = MAX_MESSAGES,
  ): Promise<QueuePage | undefined> {
    const key = queueKey(queue);
    const known = this.#pages.get(key) ?? [];
    const held = known.find(
      ({ begin, next, isEnd }) => begin <= offset && (offset < next || (isEnd && offset === next)),
    );
    if (held !== undefined) return from(held, offset);
    if (!lookUps.take()) return undefined;
    const page = await this.#pull(queue, offset, most);
    known.push(page);
    if (known.length > PAGES_KEPT) known.shift();
    this.#pages.set(key, known);
    return page;
  }

  /** End of a queue when it was last read; null when it was not. */
  maxOf(queue: QueueRef): number | null {
    return this.#ends.get(queueKey(queue)) ?? null;
  }

  async #pull(queue: QueueRef, offset: number, maxMessages: number): Promise<QueuePage> {
    const pulled = await this.client.pull(queue, { offset, maxMessages }, this.options);
    const { minOffset, maxOffset, nextBeginOffset } = pulled;
    this.#ends.set(queueKey(queue), maxOffset);
    switch (pulled.status) {
      case 'FOUND': {
        const messages = unwrapInnerBatches(decodeMessages(pulled.messages))
          .filter(({ queueOffset }) => queueOffset >= offset)
          .map((message) => ({ offset: message.queueOffset, provenance: readProvenance(message) }));
        return { begin: offset, next: nextBeginOffset, messages, isEnd: false, maxOffset };
      }
      case 'REMOVING':
      case 'NO_MATCHED_MESSAGE':
        return { begin: offset, next: nextBeginOffset, messages: [], isEnd: false, maxOffset };
      case 'NO_NEW_MESSAGE':
        return { begin: offset, next: offset, messages: [], isEnd: true, maxOffset };
      case 'OFFSET_ILLEGAL':
        // Its own proposal is never followed (facts §0, 7).
        return offset < minOffset
          ? { begin: offset, next: minOffset, messages: [], isEnd: minOffset >= maxOffset, maxOffset }
          : { begin: offset, next: offset, messages: [], isEnd: true, maxOffset };
    }
  }
}

function from(page: QueuePage, offset: number): QueuePage {
  if (page.begin === offset) return page;
  return { ...page, begin: offset, messages: page.messages.filter((message) => message.offset >= offset) };
}
