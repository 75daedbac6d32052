import {
  AbortedError,
  LeaseLostError,
  PortError,
  type Clock,
  type ShardReport,
} from '@slipstream/replication';
import { makeReason, type Reason } from '@slipstream/shared';
import type { LiveIncarnation } from '../lease/live-incarnation.js';
import { Backoff } from './backoff.js';
import type { PhaseReport } from './shard-leases.js';
import { RestartRequest, type RunningShard, type ShardAssignment, type WorkSession } from './work-session.js';

/** What a runner works with. */
export interface ShardRunnerOptions {
  assignment: ShardAssignment;
  /** Another worker let it go after its task was started. */
  handedOver: boolean;
  incarnation: LiveIncarnation;
  session: WorkSession;
  clock: Clock;
  random: () => number;
  /** Told of each change of phase or reason; must not throw. */
  onPhase: (runner: ShardRunner, phase: PhaseReport) => void;
  /** Told of the figures since the last call; must not throw. */
  onReport: (runner: ShardRunner, report: ShardReport) => void;
  /** The shard has another owner: forget it. */
  onLost: (runner: ShardRunner, error: Error) => void;
}

/** Pauses between two attempts of one shard, ms. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/**
 * Runs one shard for as long as this incarnation owns it: starts it, starts it again with growing pauses when it fails,
 * and at once when its spec changes. Fails alone.
 */
export class ShardRunner {
  readonly #stopping = new AbortController();
  readonly #backoff: Backoff;
  #attempt = new AbortController();
  #generation: number;
  #ranGeneration: number | undefined;
  #reportedGeneration: number | undefined;
  #shard: RunningShard | undefined;
  #lastPhase = '';
  #stoppedClean = true;
  #handedOver: boolean;
  #dropped = false;
  #finished: Promise<void> | undefined;

  constructor(private readonly options: ShardRunnerOptions) {
    this.#generation = options.assignment.generation;
    this.#handedOver = options.handedOver;
    this.#backoff = new Backoff(RETRY_FIRST_MS, RETRY_MAX_MS, options.random);
  }

  get assignment(): ShardAssignment {
    return { ...this.options.assignment, generation: this.#generation };
  }

  get incarnation(): LiveIncarnation {
    return this.options.incarnation;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Begins; returns at once. */
  start(): void {
    this.#finished ??= this.#run();
  }

  /** The spec has this generation now: another than before restarts the shard at once, in a back-off too. */
  update(generation: number): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#backoff.reset();
    this.#attempt.abort();
  }

  /** Passes on how the shard is; call it about once a second. */
  poll(): void {
    const shard = this.#shard;
    if (shard !== undefined) this.#pass(shard);
  }

  /** Stops in good order; `clean` as in {@link RunningShard.stop}. */
  async stop(): Promise<{ clean: boolean }> {
    this.#stopping.abort();
    this.#attempt.abort();
    await this.#finished;
    return { clean: this.#stoppedClean && !this.#dropped };
  }

  /** The lease is lost: forgets the shard without writing anything. */
  drop(): void {
    this.#dropped = true;
    this.#stopping.abort();
    this.#attempt.abort();
  }

  async #run(): Promise<void> {
    while (!this.isStopping) {
      this.#attempt = new AbortController();
      const { signal } = this.#attempt;
      try {
        await this.#runOnce(this.#generation, signal);
      } catch (error) {
        if (error instanceof LeaseLostError) return this.#lose(error);
        if (error instanceof AbortedError || error instanceof RestartRequest || this.#dropped) continue;
        this.#tell(
          this.#ranGeneration === this.#reportedGeneration ? 'FAILED' : 'START_FAILED',
          reasonOf(error),
        );
        await this.#pause(signal);
      }
    }
  }

  /** One start to its end, which is a failure, a stop or a new generation. */
  async #runOnce(generation: number, signal: AbortSignal): Promise<void> {
    // While it is tried again after a failure the failure stays to be seen.
    const isNew = this.#reportedGeneration !== generation;
    this.#reportedGeneration = generation;
    if (isNew) this.#tell('INITIALIZING', null);
    const start = {
      ...this.options.assignment,
      generation,
      stoppedClean: this.#stoppedClean,
      handedOver: this.#handedOver,
    };
    this.#handedOver = false;
    const shard = await this.options.session.startShard(start, signal);
    this.#shard = shard;
    this.#stoppedClean = false;
    if (shard.resumed) this.#ranGeneration = generation;
    this.#pass(shard);
    const ended = await Promise.race([shard.ended, aborted(signal)]);
    if (this.#dropped || ended instanceof LeaseLostError) {
      this.#shard = undefined;
      // Nothing is written: the guard of its checkpoints refuses. Only its loops are ended.
      shard.stop().catch(() => undefined);
      throw ended ?? new LeaseLostError('dropped');
    }
    if (this.isStopping) this.#tell('STOPPING', null);
    const { clean } = await shard.stop();
    this.#stoppedClean = clean;
    this.#shard = undefined;
    if (!this.#dropped) this.options.onReport(this, shard.report());
    if (ended !== undefined) throw ended;
  }

  #pass(shard: RunningShard): void {
    const report = shard.report();
    this.options.onReport(this, report);
    if (this.isStopping || report.phase === 'STOPPING') return;
    if (report.phase === 'RUNNING') {
      this.#ranGeneration = this.#reportedGeneration;
      this.#backoff.reset();
    }
    const failed = report.phase === 'START_FAILED' && this.#ranGeneration === this.#reportedGeneration;
    this.#tell(failed ? 'FAILED' : report.phase, report.reason);
  }

  #tell(phase: PhaseReport['phase'], reason: Reason | null): void {
    const report: PhaseReport = {
      phase,
      observedGeneration: this.#reportedGeneration ?? this.#generation,
      reason,
    };
    const text = JSON.stringify(report);
    if (text === this.#lastPhase || this.#dropped) return;
    this.#lastPhase = text;
    this.options.onPhase(this, report);
  }

  #lose(error: LeaseLostError): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.options.onLost(this, error);
  }

  async #pause(signal: AbortSignal): Promise<void> {
    await this.options.clock.sleep(this.#backoff.next(), signal).catch((error: unknown) => {
      if (!(error instanceof AbortedError)) throw error;
    });
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function reasonOf(error: unknown): Reason {
  if (error instanceof PortError) return error.reason;
  return makeReason('INTERNAL', 'PLAN', { said: error instanceof Error ? error.message : String(error) });
}
