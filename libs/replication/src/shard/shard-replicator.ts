import type { FailurePolicy, Reason, TaskTag } from '@slipstream/shared';
import { FailureRetrier } from '../failures/failure-retrier.js';
import type { BatchCompressor } from '../ports/batch-compressor.js';
import { LeaseLostError, type CheckpointStore, type StreamCheckpoint } from '../ports/checkpoint-store.js';
import { AbortedError, type Clock } from '../ports/clock.js';
import type { FailureStore } from '../ports/failure-store.js';
import type { LeaseGuard } from '../ports/lease-guard.js';
import type { Observer } from '../ports/observer.js';
import type { QueueReader } from '../ports/queue-reader.js';
import type { Incarnation } from '../ports/target-broker.js';
import { toCopyTag, type CopyTag } from '../stages/copy-tag.js';
import type { MemoryBudget } from '../stream/memory-budget.js';
import type { StreamDefinition } from '../stream/stream-definition.js';
import { StreamReplicator, type StreamDependencies } from '../stream/stream-replicator.js';
import type { TargetGateway } from '../target/target-gateway.js';
import { DEFAULT_TUNING, type Tuning } from '../tuning.js';
import { unthrottled, type FlowPace } from '../throttle/task-throttle.js';
import {
  countsSince,
  noCounts,
  type ShardCounts,
  type ShardReport,
  type StreamSnapshot,
} from './shard-report.js';

/** What a shard works with. */
export interface ShardReplicatorOptions {
  streams: readonly StreamDefinition[];
  source: QueueReader;
  /** Reads the target queues' tails, on the masters. */
  target: QueueReader;
  gateway: TargetGateway;
  /**
   * Former owners that may still write; empty after a clean hand-over. An owner that died before it had fenced its own
   * predecessor leaves both.
   */
  predecessors: readonly Incarnation[];
  checkpoints: CheckpointStore;
  /** The failure table and what goes there; without it refused messages block their streams. */
  failures?: { store: FailureStore; policy: FailurePolicy };
  clock: Clock;
  guard: LeaseGuard;
  observer: Observer;
  budget: MemoryBudget;
  tuning?: Tuning;
  random?: () => number;
  /** Shared by all shards of the flow in this worker; without it nothing is throttled. */
  pace?: FlowPace;
  /** Without it bodies go to the target as they are. */
  compressor?: BatchCompressor;
  /** The task's own property of each copy (T-07). */
  tag?: TaskTag | null;
}

/** Runs the streams of one leased shard, saves their checkpoints, and says how they are. */
export class ShardReplicator {
  readonly #streams = new Map<number, StreamReplicator>();
  readonly #stopping = new AbortController();
  readonly #counts = noCounts();
  /** The counts when they were last reported, and when they were last saved with checkpoints. */
  #reported: ShardCounts = { ...this.#counts };
  #counted: ShardCounts = { ...this.#counts };
  readonly #runs = new Set<Promise<void>>();
  readonly #failed = Promise.withResolvers<Error>();
  readonly #fenced = Promise.withResolvers<void>();
  readonly #deps: StreamDependencies;
  readonly #retrier: FailureRetrier | undefined;
  readonly #tuning: Tuning;
  #saving: Promise<void> = Promise.resolve();
  #hasRun = false;
  #isLost = false;
  #delayMaxMs: number | null = null;

  constructor(private readonly options: ShardReplicatorOptions) {
    this.#tuning = options.tuning ?? DEFAULT_TUNING;
    const tag = toCopyTag(options.tag);
    this.#deps = {
      ...options,
      tuning: this.#tuning,
      random: options.random ?? Math.random,
      counts: this.#counts,
      ...this.#failureDependencies(tag),
      tag,
      pace: options.pace ?? unthrottled(options.clock),
    };
    this.#retrier =
      options.failures &&
      new FailureRetrier({
        ...options,
        tag,
        counts: this.#counts,
        store: options.failures.store,
        isProven: (streamId, lane) => this.#streams.get(streamId)?.isProvenOn(lane) ?? true,
      });
  }

  /** Resolves when the lease is lost: drop the shard, write nothing. */
  get failed(): Promise<Error> {
    return this.#failed.promise;
  }

  /** Resolves when nothing of the predecessors can land any more on any target broker of the first streams. */
  get fenced(): Promise<void> {
    return this.#fenced.promise;
  }

  /** Starts all streams. Call it once. */
  start(): void {
    this.add(this.options.streams);
    this.#track(this.#saveInTurn());
    if (this.#retrier !== undefined) this.#track(this.#retrier.run(this.#stopping.signal));
    this.#noteProgress();
  }

  /** Starts streams that were found later; known ones are left alone. */
  add(streams: readonly StreamDefinition[]): void {
    for (const definition of streams) {
      if (this.#streams.has(definition.id) || this.#stopping.signal.aborted) continue;
      const stream = new StreamReplicator(definition, this.#deps);
      this.#streams.set(definition.id, stream);
      this.#track(stream.run(this.#stopping.signal));
    }
  }

  /** Streams that were started. */
  get streamIds(): readonly number[] {
    return [...this.#streams.keys()];
  }

  /** Somebody asked for recorded messages to be sent again: look at once. */
  wakeRetries(): void {
    this.#retrier?.wake();
  }

  /** How the shard is now. Counts start again at 0 with each call. */
  report(): ShardReport {
    this.#noteProgress();
    const streams = Array.from(this.#streams.values(), (stream) => stream.snapshot());
    const counts = { ...countsSince(this.#reported, this.#counts), ...this.#deps.pace.takeTimes() };
    this.#reported = { ...this.#counts };
    const delayMs = slowest(streams);
    const delayMaxMs = delayMs === null ? this.#delayMaxMs : Math.max(delayMs, this.#delayMaxMs ?? 0);
    this.#delayMaxMs = null;
    return { ...this.#phase(streams), counts, delayMs, delayMaxMs, lagMessages: lag(streams), streams };
  }

  /**
   * Stops in order: no more reading, answers in, checkpoints saved. `clean` means that the next owner need not fence:
   * nothing of ours can land any more, and the checkpoints say all.
   */
  async stop(): Promise<{ clean: boolean }> {
    this.#stopping.abort();
    await Promise.allSettled(this.#runs);
    if (this.#isLost) return { clean: false };
    await this.#saving.catch(() => undefined);
    const isSettled = await this.#settle();
    const isSaved = await this.#save().then(
      () => true,
      () => false,
    );
    const isKnown = [...this.#streams.values()].every((stream) => stream.isSettled);
    return { clean: isSettled && isSaved && isKnown };
  }

  #failureDependencies(tag: CopyTag | undefined): Pick<StreamDependencies, 'failureStore' | 'recorder'> {
    const { failures, clock, guard, observer } = this.options;
    if (failures === undefined) return {};
    const { store, policy } = failures;
    if (policy.type === 'BLOCK') return { failureStore: store };
    const untilSaved = (): Promise<void> => this.#saving.catch(() => undefined);
    const { deadLetterTopic } = policy;
    const recorder = { store, deadLetterTopic, clock, guard, observer, untilSaved, tag };
    return { failureStore: store, recorder };
  }

  /** An unanswered send is proven gone by opening a new lane, if that can be had soon. */
  async #settle(): Promise<boolean> {
    const brokers = new Set([...this.#streams.values()].map((stream) => stream.definition.target.brokerName));
    const uncertain = [...brokers]
      .map((name) => this.options.gateway.to(name))
      .filter((broker) => broker.isUncertain);
    if (uncertain.length === 0) return true;
    const settled = Promise.all(uncertain.map((broker) => broker.lane())).then(
      () => true,
      () => false,
    );
    const gaveUp = this.options.clock.sleep(this.#tuning.stopSettleMs).then(() => false);
    return Promise.race([settled, gaveUp]);
  }

  #phase(streams: readonly StreamSnapshot[]): Pick<ShardReport, 'phase' | 'reason'> {
    const held = streams.find((stream) => stream.state === 'HELD');
    const reason: Reason | null = (held ?? streams.find(waitsForFence))?.reason ?? null;
    if (this.#stopping.signal.aborted) return { phase: 'STOPPING', reason };
    if (this.#hasRun) return { phase: 'RUNNING', reason };
    const unproven = streams.find(
      ({ state, streamId }) => state === 'HELD' && this.#streams.get(streamId)?.hasRun === false,
    );
    return unproven === undefined
      ? { phase: 'INITIALIZING', reason }
      : { phase: 'START_FAILED', reason: unproven.reason };
  }

  /** Watches for the moment at which every stream has been proven once. */
  #noteProgress(): void {
    if (!this.#hasRun && [...this.#streams.values()].every((stream) => stream.hasRun)) {
      this.#hasRun = true;
      this.#fenced.resolve();
    }
    for (const { delayMs } of this.#streams.values())
      if (delayMs !== null) this.#delayMaxMs = Math.max(delayMs, this.#delayMaxMs ?? 0);
  }

  async #saveInTurn(): Promise<void> {
    const { clock } = this.options;
    while (!this.#stopping.signal.aborted) {
      try {
        await clock.sleep(this.#tuning.checkpointEveryMs, this.#stopping.signal);
        this.#noteProgress();
        for (const stream of this.#streams.values()) stream.noticeLane();
        this.#saving = this.#save();
        await this.#saving;
      } catch (error) {
        if (error instanceof LeaseLostError) throw error;
        if (error instanceof AbortedError) return;
        // The database is away: positions stay in memory, the target queue is the truth, and the lease has its own deadline.
      }
    }
  }

  async #save(): Promise<void> {
    const moved = new Map<StreamReplicator, StreamCheckpoint>();
    for (const stream of this.#streams.values()) {
      const checkpoint = stream.checkpoint();
      if (checkpoint !== undefined) moved.set(stream, checkpoint);
    }
    const now = { ...this.#counts };
    const counts = countsSince(this.#counted, now);
    if (moved.size === 0 && Object.values(counts).every((count) => count === 0)) return;
    await this.options.checkpoints.save([...moved.values()], counts);
    this.#counted = now;
    for (const [stream, checkpoint] of moved) stream.saved(checkpoint);
  }

  #track(run: Promise<void>): void {
    const tracked = run
      .catch((error: unknown) => {
        if (this.#isLost) return;
        this.#isLost = true;
        this.#stopping.abort();
        this.#failed.resolve(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => this.#runs.delete(tracked));
    this.#runs.add(tracked);
  }
}

function waitsForFence({ state, reason }: StreamSnapshot): boolean {
  return state === 'RECOVERING' && reason?.code === 'WAITING_FOR_FENCE';
}

/** Delay of a shard: that of its slowest stream; unknown as soon as one is unknown and none is known to be late. */
function slowest(streams: readonly StreamSnapshot[]): number | null {
  let delay = 0;
  let isUnknown = false;
  for (const { delayMs } of streams) {
    if (delayMs === null) isUnknown = true;
    else delay = Math.max(delay, delayMs);
  }
  return isUnknown && delay === 0 ? null : delay;
}

function lag(streams: readonly StreamSnapshot[]): number | null {
  let sum = 0;
  for (const { sourceMax, position } of streams) {
    if (sourceMax === null) return null;
    sum += Math.max(0, sourceMax - position);
  }
  return sum;
}
