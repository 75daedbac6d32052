import type { Reason } from '@slipstream/shared';
import { LeaseLostError, type Checkpoint } from '../ports/checkpoint-store.js';
import type { Clock } from '../ports/clock.js';
import type { DeadLetterOutcome, FailureStore, RefusedMessage } from '../ports/failure-store.js';
import type { LeaseGuard } from '../ports/lease-guard.js';
import type { Observer } from '../ports/observer.js';
import { deadLetterKey } from '../provenance.js';
import type { CopyTag } from '../stages/copy-tag.js';
import { CopyWriter } from '../stages/copy-writer.js';
import { messageIdentity } from '../stream/identity.js';
import type { PendingCopy } from '../stream/read-ahead.js';
import type { StreamDefinition } from '../stream/stream-definition.js';
import type { Lane } from '../target/lane.js';
import { classifySend } from '../target/send-outcome.js';
import { describeRefused } from './describe-refused.js';

/** What streams of a task that records its failures work with. */
export interface RecorderDependencies {
  store: FailureStore;
  deadLetterTopic: string | undefined;
  clock: Clock;
  guard: LeaseGuard;
  observer: Observer;
  /** Settles when no save of checkpoints is under way: an older one must not land behind a record. */
  untilSaved: () => Promise<void>;
  /** Of copies in the dead-letter topic as well. */
  tag: CopyTag | undefined;
}

/** A stream that passes over many messages says so once in this time, ms; the failure table has each of them. */
const EVENT_EVERY_MS = 60_000;
/** Pause after SYSTEM_BUSY of the dead-letter topic, ms. */
const BUSY_MS = 200;

/**
 * Records messages of one stream that the target refuses for good, so that the stream may pass over them. A record whose
 * outcome is not known is made again before the stream does anything else: until then nobody knows where it stands.
 */
export class RefusalRecorder {
  #pending: { message: RefusedMessage; passed: Checkpoint } | undefined;
  #toldAt = -Infinity;
  #untold = 0;

  constructor(
    private readonly definition: StreamDefinition,
    private readonly deps: RecorderDependencies,
  ) {}

  /** True while a record may have been made or not: no checkpoint may be saved, and a stop is not clean. */
  get isUnsettled(): boolean {
    return this.#pending !== undefined;
  }

  /**
   * Records a refused message.
   *
   * @param at where the stream stands: right before the message
   * @returns where it stands behind the message; undefined when the lane was lost and everything has to be proven anew
   * @throws PortError when the store cannot be reached; {@link settle} goes on
   */
  async record(
    copy: PendingCopy,
    reason: Reason,
    at: Checkpoint,
    lane: Lane,
    signal: AbortSignal,
  ): Promise<Checkpoint | undefined> {
    const { message } = copy;
    const deadLetter = await this.#offer(copy, at.generation, lane, signal);
    if (deadLetter === 'UNKNOWN') return undefined;
    const { id } = this.definition;
    const said = reason.said ?? '';
    this.#pending = {
      message: describeRefused(message, { id, generation: at.generation }, said, deadLetter),
      passed: { ...at, sourceOffset: message.queueOffset + 1, sourceIdentity: messageIdentity(message) },
    };
    return this.settle();
  }

  /** Makes a record whose outcome is not known again; where the stream stands behind it, undefined when there is none. */
  async settle(): Promise<Checkpoint | undefined> {
    if (this.#pending === undefined) return undefined;
    const { message, passed } = this.#pending;
    const { id: streamId } = this.definition;
    await this.deps.untilSaved();
    await this.deps.store.record(message, { streamId, ...passed, events: [] });
    this.#pending = undefined;
    this.#tell(message);
    return passed;
  }

  /** Offers the message to the dead-letter topic, before it is recorded: a crash in between doubles it there, and loses nothing. */
  async #offer(
    copy: PendingCopy,
    generation: number,
    lane: Lane,
    signal: AbortSignal,
  ): Promise<DeadLetterOutcome | null | 'UNKNOWN'> {
    const { deadLetterTopic: topic, guard, clock, tag } = this.deps;
    if (topic === undefined) return null;
    const { key, epoch, sourceClusterId, target } = this.definition;
    const batch = new CopyWriter({
      streamKey: deadLetterKey(key),
      generation,
      epoch,
      sourceClusterId,
      target: { topic, queueId: 0 },
      tag,
    }).write([copy]);
    for (;;) {
      if (!guard.mayWrite()) throw new LeaseLostError(`the lease of ${key} ended`);
      const outcome = classifySend(await lane.send(batch), `${topic}@${target.brokerName}#0`);
      if (outcome.kind === 'STORED') return { topic, offset: outcome.queueOffset };
      if (outcome.kind === 'UNKNOWN' || !lane.isOpen) return 'UNKNOWN';
      if (outcome.kind === 'REFUSED' || outcome.pace !== 'BUSY')
        return { topic, said: outcome.reason.said ?? outcome.reason.code };
      await clock.sleep(BUSY_MS, signal);
    }
  }

  #tell({ sourceOffset, said }: RefusedMessage): void {
    const { clock, observer } = this.deps;
    this.#untold += 1;
    if (clock.monotonic() - this.#toldAt < EVENT_EVERY_MS) return;
    observer.event({
      kind: 'MESSAGE_REFUSED',
      severity: 'WARNING',
      streamId: this.definition.id,
      details: { queue: this.definition.source, sourceOffset, said, recorded: this.#untold },
    });
    this.#toldAt = clock.monotonic();
    this.#untold = 0;
  }
}
