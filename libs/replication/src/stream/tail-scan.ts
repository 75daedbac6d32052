import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { Observer } from '../ports/observer.js';
import { readProvenance } from '../provenance.js';
import { messageIdentity } from './identity.js';
import type { StreamDefinition } from './stream-definition.js';

/**
 * Reads a target queue from a checkpoint to its end and finds the last message that a stream wrote. Other producers' and
 * other streams' messages are passed over. What it finds has to be in order: source offsets rise, epochs never fall.
 */
export class TailScan {
  /** Source offset of the last own message; undefined when there is none. */
  lastSourceOffset: number | undefined;
  /** Target offset behind the last message seen. */
  endOffset: number;
  /** Identity of the last message seen, whoever wrote it. */
  endIdentity: string | null = null;
  /** Highest epoch of an own message; 0 when there is none. */
  highestEpoch = 0;
  readonly #offsets: number[] = [];

  constructor(
    private readonly streamKey: string,
    private readonly generation: number,
    private readonly epoch: number,
    begin: number,
    private readonly observer: Observer,
    private readonly definition: StreamDefinition,
  ) {
    this.endOffset = begin;
  }

  /** Looks at the next message of the target queue. */
  see(message: StoredMessage): void {
    this.endOffset = message.queueOffset + 1;
    this.endIdentity = messageIdentity(message);
    const provenance = readProvenance(message);
    if (provenance?.streamKey !== this.streamKey || provenance.generation !== this.generation) return;
    const { sourceOffset, epoch } = provenance;
    const last = this.lastSourceOffset;
    if ((last !== undefined && sourceOffset <= last) || epoch < this.highestEpoch || epoch > this.epoch) {
      this.observer.event({
        kind: 'ORDER_VIOLATION',
        severity: 'ERROR',
        streamId: this.definition.id,
        details: {
          queue: this.definition.target,
          targetOffset: message.queueOffset,
          sourceOffset,
          after: last ?? null,
          epoch,
          lastEpoch: this.highestEpoch,
        },
      });
    }
    this.lastSourceOffset = Math.max(last ?? -1, sourceOffset);
    this.highestEpoch = Math.max(this.highestEpoch, epoch);
    this.#offsets.push(sourceOffset);
  }

  /** How many own messages were seen whose source offset is at or behind `sourceOffset`. */
  foundFrom(sourceOffset: number): number {
    return this.#offsets.filter((offset) => offset >= sourceOffset).length;
  }
}
