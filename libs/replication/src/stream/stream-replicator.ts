import { makeReason, type Reason, type StreamState } from '@slipstream/shared';
import { RefusalRecorder, type RecorderDependencies } from '../failures/refusal-recorder.js';
import type { BatchCompressor } from '../ports/batch-compressor.js';
import { LeaseLostError, type Checkpoint, type StreamCheckpoint } from '../ports/checkpoint-store.js';
import { AbortedError, type Clock } from '../ports/clock.js';
import type { FailureStore } from '../ports/failure-store.js';
import type { LeaseGuard } from '../ports/lease-guard.js';
import type { Observer } from '../ports/observer.js';
import { PortError } from '../ports/port-error.js';
import type { OffsetRange, QueueReader } from '../ports/queue-reader.js';
import type { Incarnation } from '../ports/target-broker.js';
import type { CopyTag } from '../stages/copy-tag.js';
import { CopyWriter } from '../stages/copy-writer.js';
import { tagCheck, type TagCheck } from '../stages/tag-filter.js';
import type { ShardCounts, StreamSnapshot } from '../shard/shard-report.js';
import { describeWait } from '../target/fence-waits.js';
import type { Lane } from '../target/lane.js';
import { classifySend } from '../target/send-outcome.js';
import type { TargetGateway } from '../target/target-gateway.js';
import type { FlowPace, Turn } from '../throttle/task-throttle.js';
import { CHECKPOINT_RING, type Tuning } from '../tuning.js';
import { abortable } from './abortable.js';
import { Backoff } from './backoff.js';
import { BatchWindow } from './batch-window.js';
import { copyIdentity, messageIdentity } from './identity.js';
import type { MemoryBudget } from './memory-budget.js';
import { ReadAhead, type PendingCopy, type PendingSkip, type Work } from './read-ahead.js';
import { describe, recoverStream } from './recovery.js';
import { StreamJournal } from './stream-journal.js';
import type { StreamDefinition } from './stream-definition.js';
import { readStream, SourceMovedError } from './stream-reader.js';

/** What a stream works with; shared by all streams of a shard. */
export interface StreamDependencies {
  source: QueueReader;
  target: QueueReader;
  gateway: TargetGateway;
  /** Former owners that may still write, all of them unfenced; empty after a clean hand-over. */
  predecessors: readonly Incarnation[];
  clock: Clock;
  guard: LeaseGuard;
  observer: Observer;
  budget: MemoryBudget;
  counts: ShardCounts;
  tuning: Tuning;
  random: () => number;
  /** Absent where nothing is ever recorded. */
  failureStore?: FailureStore;
  /** Given when refused messages are recorded and passed over; absent when they block their stream. */
  recorder?: RecorderDependencies;
  pace: FlowPace;
  /** Given when bodies are compressed on their way to the target. */
  compressor?: BatchCompressor;
  /** Given when the task adds a property of its own to each copy. */
  tag?: CopyTag | undefined;
}

/** The stream has to prove anew what is at the target before it may go on. */
class RecoverError extends Error {
  constructor(readonly reason: Reason | null) {
    super(reason?.said ?? 'the connection to the target was renewed');
    this.name = 'RecoverError';
  }
}

/**
 * Copies one source queue to one target queue: recover, then read ahead and send one batch at a time (design.md, data
 * plane 2). Whatever goes wrong leads back to recovery, or holds this stream alone with its reason.
 */
export class StreamReplicator {
  #state: StreamState = 'PENDING';
  #reason: Reason | null = null;
  #hasRun = false;
  #current: Checkpoint;
  readonly #ring: Checkpoint[];
  #saved: Checkpoint;
  #snapshot: StreamSnapshot | undefined;
  /** For who waits until the store has taken the present position. */
  #untilSaved: PromiseWithResolvers<void> | undefined;
  /** Nothing was written behind the newest checkpoint; false for good once this stream has sent. */
  #exact: boolean;
  #sourceMax: number | null = null;
  #sawSourceAt: number | undefined;
  /** Store time of the oldest message that was taken to be sent and is not yet stored, ms. */
  #oldestPending: number | undefined;
  #refusedOffset: number | undefined;
  readonly #window: BatchWindow;
  readonly #readAhead: ReadAhead;
  readonly #matchesTag: TagCheck;
  readonly #retry: Backoff;
  readonly #busy: Backoff;
  readonly #refusals: RefusalRecorder | undefined;
  #copyWriter: { generation: number; writer: CopyWriter } | undefined;
  readonly #journal: StreamJournal;
  #single = 0;
  /** Number of the lane that was last recovered on. */
  #lane = 0;
  /** The lane in use, and what tells its user that it has ended. */
  #inUse: { lane: Lane; ended: () => void } | undefined;

  constructor(
    readonly definition: StreamDefinition,
    private readonly deps: StreamDependencies,
  ) {
    const ring = newestFirst(definition.checkpoints);
    const newest = ring[0];
    if (newest === undefined) throw new Error(`stream ${definition.key} has no checkpoint`);
    this.#current = newest;
    this.#saved = newest;
    this.#ring = ring;
    this.#exact = deps.predecessors.length === 0;
    const { batch, mostBatch, readAheadBytes } = deps.tuning;
    this.#window = new BatchWindow(batch, mostBatch);
    this.#readAhead = new ReadAhead(
      () => readAheadBytes * this.#window.scale,
      deps.budget,
      deps.tag?.bytes.length,
    );
    this.#matchesTag = tagCheck(definition.filter);
    this.#journal = new StreamJournal(definition, deps.observer);
    this.#retry = new Backoff(...deps.tuning.retryMs, deps.random);
    this.#busy = new Backoff(...deps.tuning.busyMs, deps.random);
    this.#refusals = deps.recorder && new RefusalRecorder(definition, deps.recorder);
  }

  /** True once the stream was proven and began to copy under this lease. */
  get hasRun(): boolean {
    return this.#hasRun;
  }

  /**
   * Copies until `signal` aborts; a batch on the wire is waited for.
   *
   * @throws LeaseLostError when this worker may not write any more
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#state = 'RECOVERING';
        const lane = await this.#recover(signal);
        this.#resume();
        await this.#copy(lane, signal);
      } catch (error) {
        if (error instanceof LeaseLostError) throw error;
        if (signal.aborted) break;
        if (error instanceof SourceMovedError || (error instanceof RecoverError && error.reason === null))
          continue;
        this.#hold(reasonOf(error, this.definition));
        await this.deps.clock.sleep(this.#retry.next(), signal).catch(ignoreAbort);
      }
    }
    this.#readAhead.clear();
    this.#state = 'STOPPED';
  }

  /** What has to be saved since the last call of {@link saved}; undefined when nothing moved. */
  checkpoint(): StreamCheckpoint | undefined {
    if (!this.isSettled || this.#current === this.#saved) return undefined;
    return { streamId: this.definition.id, ...this.#current, events: this.#journal.unsaved };
  }

  /** The store has taken a checkpoint that {@link checkpoint} gave. */
  saved(checkpoint: StreamCheckpoint): void {
    this.#journal.saved(checkpoint.events);
    this.#ring.unshift(checkpoint);
    if (this.#ring.length > CHECKPOINT_RING) this.#ring.pop();
    if (!sameCheckpoint(checkpoint, this.#current)) return;
    this.#saved = this.#current;
    this.#untilSaved?.resolve();
    this.#untilSaved = undefined;
  }

  /**
   * Notices a connection that ended while nothing was being sent: a target that lost its tail has to be looked at, also
   * when the source is quiet. Call it about once a second.
   */
  noticeLane(): void {
    if (this.#inUse?.lane.isOpen === false) this.#inUse.ended();
  }

  /** True while what the stream knows of the target was proven on this lane. */
  isProvenOn(lane: number): boolean {
    return this.#inUse?.lane.number === lane;
  }

  /** False while nobody knows whether the store has taken a refused message: only the store can say where the stream stands. */
  get isSettled(): boolean {
    return this.#refusals?.isUnsettled !== true;
  }

  /** How the stream is; the same object as long as that stays the same. */
  snapshot(): StreamSnapshot {
    const now = {
      streamId: this.definition.id,
      state: this.#state,
      reason: this.#waitReason() ?? this.#reason,
      position: this.#current.sourceOffset,
      sourceMax: this.#sourceMax,
      delayMs: this.delayMs,
    };
    if (this.#snapshot === undefined || !sameSnapshot(this.#snapshot, now)) this.#snapshot = now;
    return this.#snapshot;
  }

  /** A fence that holds the stream up: it goes on by itself, but its task says what it waits for. */
  #waitReason(): Reason | null {
    const { brokerName } = this.definition.target;
    const wait = this.#state === 'RECOVERING' ? this.deps.gateway.to(brokerName).waitingFor : null;
    if (wait === null) return null;
    return makeReason('WAITING_FOR_FENCE', 'RECOVER', { subject: brokerName, said: describeWait(wait) });
  }

  /** Age of the oldest source message not yet at the target, ms; 0 when caught up; null when unknown. */
  get delayMs(): number | null {
    const { clock, tuning } = this.deps;
    if (this.#sawSourceAt === undefined || this.#sourceMax === null) return null;
    const oldest = this.#oldestPending ?? this.#readAhead.oldestStoreTimestamp;
    if (oldest !== undefined) return Math.max(0, clock.now() - oldest);
    // With nothing read ahead, "caught up" is only as fresh as the broker's last answer.
    const isFresh = clock.monotonic() - this.#sawSourceAt <= tuning.freshMs;
    return isFresh && this.#current.sourceOffset >= this.#sourceMax ? 0 : null;
  }

  async #recover(signal: AbortSignal): Promise<Lane> {
    const { gateway, predecessors, clock } = this.deps;
    this.#passOver(await this.#refusals?.settle());
    const broker = gateway.to(this.definition.target.brokerName);
    for (const predecessor of predecessors) await abortable(broker.fence(predecessor), signal);
    const lane = await abortable(broker.lane(), signal);
    // A new lane begins with a barrier. On the same one, what was acknowledged since may not be visible yet; and a lane that
    // other streams have opened is older than what the former owner of this one, that let go in good order, wrote last.
    if (this.#lane === 0 || lane.number === this.#lane) await abortable(broker.barrier(), signal);
    this.#lane = lane.number;
    const ring = this.#current === this.#ring[0] ? this.#ring : [this.#current, ...this.#ring];
    const deps = { ...this.deps, observer: this.#journal };
    const { source, sourceClusterId } = this.definition;
    const recovered = await broker
      .recoveriesFrom(`${sourceClusterId} ${source.brokerName}`)
      .run(() => recoverStream(this.definition, ring, this.#exact, deps, signal), signal);
    await this.#noteStepBack(recovered.checkpoint, ring[0]);
    const opensGeneration = recovered.checkpoint.generation !== this.#current.generation;
    this.#current = recovered.checkpoint;
    this.deps.counts.sent += recovered.foundAtTarget;
    this.deps.counts.read += recovered.foundAtTarget;
    this.#sourceMax = recovered.sourceRange.maxOffset;
    this.#sawSourceAt = clock.monotonic();
    this.#exact = false;
    if (recovered.checkpoint.sourceOffset >= recovered.sourceRange.maxOffset) this.#oldestPending = undefined;
    // Of copies in a generation that no checkpoint tells of, the next owner would know nothing, and send them again.
    if (opensGeneration) await this.#whenSaved(signal);
    return lane;
  }

  async #copy(lane: Lane, signal: AbortSignal): Promise<void> {
    const session = new AbortController();
    const end = (): void => session.abort();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const ended = Promise.withResolvers<never>();
    const { source, clock, random, tuning } = this.deps;
    const reading = readStream(
      this.definition,
      this.#current.sourceOffset,
      this.#matchesTag,
      this.#readAhead,
      {
        source,
        clock,
        random,
        longPollMs: tuning.longPollMs,
        lastIdentity: this.#current.sourceIdentity,
        sawRange: (range) => this.#sawRange(range),
      },
      session.signal,
    );
    reading.catch(ended.reject);
    let isWriting = false;
    const write = (): void => {
      if (isWriting) return;
      isWriting = true;
      this.#write(lane, session.signal).then(() => {
        isWriting = false;
        if (!this.#readAhead.isEmpty && !session.signal.aborted) write();
      }, ended.reject);
    };
    this.#readAhead.onFilled(write);
    this.#inUse = { lane, ended: () => ended.reject(new RecoverError(null)) };
    try {
      // Reader, writer and lane end a session only by failing.
      await ended.promise;
    } finally {
      this.#inUse = undefined;
      this.#readAhead.onFilled(undefined);
      session.abort();
      signal.removeEventListener('abort', end);
      await reading.catch(() => undefined);
      await this.#writing;
      this.#readAhead.clear();
    }
  }

  /** The batch on the wire, if any; settles with its outcome handled. */
  #writing: Promise<void> = Promise.resolve();

  /** Writes until nothing waits any more: a stream that is quiet has no writer. */
  async #write(lane: Lane, signal: AbortSignal): Promise<void> {
    while (!this.#readAhead.isEmpty && !signal.aborted) {
      const { limits: window } = this.#window;
      const limits = this.#single > 0 ? { ...window, maxMessages: 1 } : window;
      if (!this.#readAhead.startsWithCopy) {
        const skipped = this.#readAhead.take(limits);
        if (skipped?.kind === 'SKIP') this.#skip(skipped);
        // Copies from behind a gap that nobody has stored would take the next owner past it without a word.
        if (skipped?.kind === 'SKIP' && skipped.gap !== undefined) await this.#whenSaved(signal);
        continue;
      }
      const asked = this.deps.pace.turn(this.definition.id, limits, signal);
      const turn = asked instanceof Promise ? await asked : asked;
      const work = this.#readAhead.take(turn.limits);
      if (work?.kind !== 'BATCH') throw new Error('what was to be copied is gone');
      const sending = this.#send(work, lane, turn, signal);
      this.#writing = sending.then(
        () => undefined,
        () => undefined,
      );
      await sending;
    }
    // Its buffers are parts of larger ones, which a quiet stream would keep from being freed.
    this.#copyWriter = undefined;
  }

  /** Sends one batch until it is stored, in as many pieces as it takes when the target refuses one of its messages. */
  async #send(
    { copies, bytes: counted }: Extract<Work, { kind: 'BATCH' }>,
    lane: Lane,
    turn: Turn,
    signal: AbortSignal,
  ): Promise<void> {
    const first = copies[0];
    const last = copies[copies.length - 1];
    if (first === undefined || last === undefined) return;
    this.#oldestPending = first.message.storeTimestamp;
    const written = this.#writer().write(copies);
    const { compressor } = this.deps;
    const batch = compressor === undefined ? written : await compressor.compress(written);
    const bytes = batch.entries.contentBytes;
    turn.sent(copies.length, bytes);
    for (;;) {
      if (!this.deps.guard.mayWrite()) throw new LeaseLostError(`the lease of ${this.definition.key} ended`);
      if (!lane.isOpen) throw new RecoverError(null);
      const sentAt = this.deps.clock.monotonic();
      const outcome = classifySend(await lane.send(batch), describe(this.definition.target));
      if (outcome.kind === 'STORED') {
        const tookMs = this.deps.clock.monotonic() - sentAt;
        this.#window.stored({
          messages: copies.length,
          bytes: counted,
          tookMs,
          roundTripMs: lane.roundTripMs,
        });
        return this.#stored(copies, last, outcome.queueOffset, bytes);
      }
      if (outcome.kind === 'REFUSED' && copies.length > 1 && this.#window.refused())
        throw new RecoverError(null);
      if (outcome.kind !== 'REFUSED') this.#window.slowDown();
      if (outcome.kind === 'UNKNOWN' || !lane.isOpen) throw new RecoverError(outcome.reason);
      // A topic that was deleted may come back empty: what it holds is to be read before anything is written to it.
      if (outcome.reason.code === 'TARGET_TOPIC_MISSING') throw new RecoverError(outcome.reason);
      if (outcome.kind === 'REFUSED' && copies.length > 1) {
        // One of them is at fault: go through them singly, from the position that is proven.
        this.#single = copies.length;
        throw new RecoverError(null);
      }
      if (outcome.kind === 'REFUSED') {
        this.#noteRefused(first.message.queueOffset, outcome.reason);
        if (this.#refusals !== undefined) {
          const passed = await this.#refusals.record(first, outcome.reason, this.#current, lane, signal);
          if (passed === undefined) throw new RecoverError(null);
          this.#passOver(passed);
          return this.#resume();
        }
      }
      this.#hold(outcome.reason);
      const isBusy = outcome.kind === 'RETRY' && outcome.pace === 'BUSY';
      const pause = this.deps.clock.sleep((isBusy ? this.#busy : this.#retry).next(), signal);
      await (isBusy ? this.deps.pace.backingOff(pause) : pause);
    }
  }

  /** Counts a message that the target refuses for good once, however often it is tried again. */
  #noteRefused(sourceOffset: number, reason: Reason): void {
    if (this.#refusedOffset === sourceOffset) return;
    this.#refusedOffset = sourceOffset;
    this.deps.counts.failed += 1;
    // A recorder tells of it once it is recorded.
    if (this.#refusals !== undefined) return;
    this.#journal.event({
      kind: 'MESSAGE_REFUSED',
      severity: 'ERROR',
      streamId: this.definition.id,
      details: { queue: this.definition.source, sourceOffset, said: reason.said ?? '' },
    });
  }

  /** The message right behind the position is recorded: it is done as far as the stream is concerned. */
  #passOver(passed: Checkpoint | undefined): void {
    if (passed === undefined) return;
    this.#current = passed;
    this.deps.counts.read += 1;
    this.#single = Math.max(0, this.#single - 1);
    this.#oldestPending = undefined;
  }

  /** A target that lost its tail makes the stream go through messages again that it may have recorded before. */
  async #noteStepBack(
    { generation, sourceOffset }: Checkpoint,
    before: Checkpoint | undefined,
  ): Promise<void> {
    if (before?.generation !== generation || sourceOffset >= before.sourceOffset) return;
    await this.deps.failureStore?.steppedBack(this.definition.id, generation, sourceOffset);
  }

  /** Writes copies of the present generation. */
  #writer(): CopyWriter {
    const { generation } = this.#current;
    if (this.#copyWriter?.generation !== generation) {
      const { key, epoch, sourceClusterId, target } = this.definition;
      const { tag } = this.deps;
      const writer = new CopyWriter({ streamKey: key, generation, epoch, sourceClusterId, target, tag });
      this.#copyWriter = { generation, writer };
    }
    return this.#copyWriter.writer;
  }

  #stored(copies: readonly PendingCopy[], last: PendingCopy, queueOffset: number, bytes: number): void {
    const { counts } = this.deps;
    const { generation } = this.#current;
    const targetOffset = queueOffset + copies.length;
    this.#current = {
      generation,
      sourceOffset: last.message.queueOffset + 1,
      targetOffset,
      sourceIdentity: messageIdentity(last.message),
      targetIdentity: copyIdentity(
        targetOffset - 1,
        this.definition.key,
        generation,
        last.message.queueOffset,
      ),
    };
    counts.read += copies.length;
    counts.sent += copies.length;
    counts.bytes += bytes;
    this.#single = Math.max(0, this.#single - copies.length);
    this.#oldestPending = undefined;
    this.#resume();
  }

  #skip(work: PendingSkip): void {
    const { counts } = this.deps;
    if (work.gap !== undefined)
      counts.gapMessages += this.#journal.gap({ generation: this.#current.generation, ...work.gap });
    counts.read += work.read;
    counts.skippedLoop += work.skippedLoop;
    counts.filtered += work.filtered;
    const sourceIdentity =
      work.last === undefined ? this.#current.sourceIdentity : messageIdentity(work.last);
    this.#current = { ...this.#current, sourceOffset: work.nextOffset, sourceIdentity };
  }

  /** Resolves when the store has taken the position that was just reached. */
  #whenSaved(signal: AbortSignal): Promise<void> {
    this.#untilSaved ??= Promise.withResolvers();
    return abortable(this.#untilSaved.promise, signal);
  }

  #sawRange(range: OffsetRange): void {
    this.#sourceMax = range.maxOffset;
    this.#sawSourceAt = this.deps.clock.monotonic();
  }

  #resume(): void {
    this.#state = 'RUNNING';
    this.#reason = null;
    this.#hasRun = true;
    this.#retry.reset();
    this.#busy.reset();
  }

  #hold(reason: Reason): void {
    this.#state = 'HELD';
    this.#reason = reason;
  }
}

/**
 * Checkpoints in the order in which they were true. Generations only grow, but a statement that PostgreSQL was slow with can
 * be carried out after the one that opened the next generation.
 */
function newestFirst(checkpoints: readonly Checkpoint[]): Checkpoint[] {
  return [...checkpoints].sort((a, b) => b.generation - a.generation);
}

function reasonOf(error: unknown, definition: StreamDefinition): Reason {
  if (error instanceof PortError) return error.reason;
  if (error instanceof RecoverError && error.reason !== null) return error.reason;
  const said = error instanceof Error ? error.message : String(error);
  return makeReason('INTERNAL', 'READ', { subject: describe(definition.source), said });
}

function sameCheckpoint(a: Checkpoint, b: Checkpoint): boolean {
  return (
    a.generation === b.generation && a.sourceOffset === b.sourceOffset && a.targetOffset === b.targetOffset
  );
}

function sameSnapshot(a: StreamSnapshot, b: StreamSnapshot): boolean {
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.position === b.position &&
    a.sourceMax === b.sourceMax &&
    a.delayMs === b.delayMs
  );
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof AbortedError)) throw error;
}
