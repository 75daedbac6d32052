import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { Observer } from '../ports/observer.js';
import { readProvenance } from '../provenance.js';
import { messageIdentity } from './identity.js';
import type { StreamDefinition } from './stream-definition.js';

/** One of a stream's own copies, as found in its target queue. */
export interface FoundCopy {
  generation: number;
  sourceOffset: number;
  message: StoredMessage;
}

/**
 * Reads a target queue from a checkpoint to its end and finds the last copies that a stream wrote. Other producers' and
 * other streams' messages are passed over. What it finds has to be in order: generations and epochs never fall, source
 * offsets rise within a generation.
 */
export class TailScan {
  /** Last own copy of each generation that has any. */
  readonly lastCopies = new Map<number, FoundCopy>();
  /** Target offset behind the last message seen. */
  endOffset: number;
  /** Identity of the last message seen, whoever wrote it. */
  endIdentity: string | null = null;
  /** Highest epoch of an own message; 0 when there is none. */
  highestEpoch = 0;
  readonly #offsets: number[] = [];
  #last: FoundCopy | undefined;

  /** @param generation older ones are passed over */
  constructor(
    private readonly definition: StreamDefinition,
    private readonly generation: number,
    begin: number,
    private readonly observer: Observer,
  ) {
    this.endOffset = begin;
  }

  /** Looks at the next message of the target queue. */
  see(message: StoredMessage): void {
    this.endOffset = message.queueOffset + 1;
    this.endIdentity = messageIdentity(message);
    const provenance = readProvenance(message);
    if (provenance?.streamKey !== this.definition.key || provenance.generation < this.generation) return;
    const copy = { generation: provenance.generation, sourceOffset: provenance.sourceOffset, message };
    this.#checkOrder(copy, provenance.epoch);
    const before = this.lastCopies.get(copy.generation);
    if (before === undefined || before.sourceOffset < copy.sourceOffset)
      this.lastCopies.set(copy.generation, copy);
    this.#last = copy;
    this.highestEpoch = Math.max(this.highestEpoch, provenance.epoch);
    this.#offsets.push(copy.sourceOffset);
  }

  /** How many own messages were seen whose source offset is at or behind `sourceOffset`. */
  foundFrom(sourceOffset: number): number {
    return this.#offsets.filter((offset) => offset >= sourceOffset).length;
  }

  #checkOrder({ generation, sourceOffset, message }: FoundCopy, epoch: number): void {
    const last = this.#last;
    const isInOrder =
      last === undefined ||
      generation > last.generation ||
      (generation === last.generation && sourceOffset > last.sourceOffset);
    if (isInOrder && epoch >= this.highestEpoch && epoch <= this.definition.epoch) return;
    this.observer.event({
      kind: 'ORDER_VIOLATION',
      severity: 'ERROR',
      streamId: this.definition.id,
      details: {
        queue: this.definition.target,
        targetOffset: message.queueOffset,
        sourceOffset,
        after: last?.sourceOffset ?? null,
        epoch,
        lastEpoch: this.highestEpoch,
      },
    });
  }
}
