import { AbortedError, LeaseLostError, type Clock, type ShardReport } from '@slipstream/replication';
import type { LiveIncarnation } from '../lease/live-incarnation.js';
import { PhaseWriter } from './phase-writer.js';
import type { Ownership, PhaseReport, ShardLeases } from './shard-leases.js';
import { ShardRunner } from './shard-runner.js';
import type { OpenSession, ShardAssignment, WorkSession } from './work-session.js';

/** Told of what shards do; must not throw and must not block. */
export interface SupervisorListener {
  /** Claimed; `predecessors` are the incarnations that may still hold something of it. */
  claimed(shard: ShardAssignment, predecessors: readonly string[]): void;
  phase(shard: ShardAssignment, report: PhaseReport): void;
  /** Figures since the last call. */
  report(shard: ShardAssignment, report: ShardReport): void;
  /** The shard does not run here any more; `inOrder` is false when it was lost. */
  gone(shard: ShardAssignment, inOrder: boolean): void;
  trouble(what: string, error: unknown): void;
}

/** What a supervisor works with. */
export interface SupervisorOptions {
  leases: ShardLeases;
  openSession: OpenSession;
  clock: Clock;
  random: () => number;
  listener: SupervisorListener;
  /** Ends an incarnation whose shards were all released and begins a new one. */
  retire: (incarnation: LiveIncarnation) => Promise<void>;
  timing?: SupervisorTiming;
}

/** Times of a supervisor, ms. */
export interface SupervisorTiming {
  /** Between two looks at the leases when nothing wakes it. */
  pollEveryMs: number;
  /** Least pause between two looks, however often it is woken: each costs a few queries. */
  minGapMs: number;
  /** A shard that takes longer to stop is released as not clean. */
  stopWithinMs: number;
  /** Between two retirements of an incarnation. */
  retireEveryMs: number;
  /** Pause after a release that failed. */
  releaseRetryMs: number;
}

const TIMING: SupervisorTiming = {
  pollEveryMs: 1_000,
  minGapMs: 100,
  stopWithinMs: 15_000,
  retireEveryMs: 30_000,
  releaseRetryMs: 500,
};

/** One incarnation's work. */
interface Work {
  incarnation: LiveIncarnation;
  session: WorkSession;
  runners: Map<string, ShardRunner>;
  releasing: Map<string, Promise<void>>;
  /** A shard was released while something of it may still land: other workers wait until our producer group is gone. */
  isTainted: boolean;
}

/**
 * Compares the shards that this worker owns with those that it runs, and starts, stops, claims and releases the
 * difference. Looks once a second and whenever it is woken.
 */
export class Supervisor {
  readonly #timing: SupervisorTiming;
  readonly #phases: PhaseWriter;
  readonly #stopping = new AbortController();
  #work: Work | undefined;
  #wake = new AbortController();
  #loop: Promise<void> | undefined;
  #retiredAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: SupervisorOptions) {
    this.#timing = options.timing ?? TIMING;
    this.#phases = new PhaseWriter({
      leases: options.leases,
      onStale: (shardId, epoch) => this.#dropShard(shardId, epoch, 'its lease has another epoch'),
      onTrouble: (error) => options.listener.trouble('report a shard', error),
    });
  }

  /** Begins to look; returns at once. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Look at once: something has changed. */
  wake(): void {
    this.#wake.abort();
  }

  /** An incarnation is live: shards may be claimed for it. */
  begin(incarnation: LiveIncarnation): void {
    const session = this.options.openSession(incarnation);
    this.#work = { incarnation, session, runners: new Map(), releasing: new Map(), isTainted: false };
    this.wake();
  }

  /** The lease is lost: connections are reset and shards dropped, nothing is written. */
  lose(incarnation: LiveIncarnation): void {
    const work = this.#work;
    if (work?.incarnation !== incarnation) return;
    this.#work = undefined;
    work.session.reset();
    for (const runner of work.runners.values()) this.#forget(work, runner);
  }

  /** Shards that run here. */
  get running(): readonly ShardAssignment[] {
    return [...(this.#work?.runners.values() ?? [])].map((runner) => runner.assignment);
  }

  /** Step 1 of a shutdown: claims and starts nothing any more. */
  async stopClaiming(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#loop;
  }

  /** Step 2: stops all shards in good order and releases them; those that take longer than `withinMs` are not clean. */
  async stopShards(withinMs: number): Promise<void> {
    const work = this.#work;
    if (work === undefined) return;
    for (const runner of work.runners.values()) this.#release(work, runner, withinMs);
    await Promise.all(work.releasing.values());
  }

  /** Step 3: closes the connections to targets; true when nothing of ours can land any more. */
  async closeSession(): Promise<boolean> {
    const work = this.#work;
    this.#work = undefined;
    return work === undefined ? true : work.session.close();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#wake = new AbortController();
      const { signal } = this.#wake;
      try {
        await this.#look();
      } catch (error) {
        this.options.listener.trouble('look at the leases', error);
      }
      await this.#sleep(this.#timing.minGapMs, this.#stopping.signal);
      await this.#sleep(
        this.#timing.pollEveryMs - this.#timing.minGapMs,
        AbortSignal.any([signal, this.#stopping.signal]),
      );
    }
  }

  async #look(): Promise<void> {
    const work = this.#work;
    if (work === undefined || !work.incarnation.mayWrite()) return;
    for (const runner of work.runners.values()) runner.poll();
    this.#phases.flush();
    const owned = await this.options.leases.owned(work.incarnation.id);
    if (!this.#isCurrent(work)) return;
    this.#compare(work, owned);
    if (
      (work.isTainted || work.session.isTainted) &&
      this.options.clock.monotonic() - this.#retiredAt >= this.#timing.retireEveryMs
    )
      return this.#retire(work);
    const claims = await this.options.leases.claim(work.incarnation.id);
    if (!this.#isCurrent(work)) return;
    for (const claim of claims) {
      const shard = assignmentOf(claim);
      this.options.listener.claimed(
        shard,
        claim.predecessors.map((incarnation) => incarnation.id),
      );
      this.#startRunner(work, shard, claim.handedOver);
    }
  }

  #compare(work: Work, owned: readonly Ownership[]): void {
    const epochs = new Map(owned.map((shard) => [shard.id, shard.epoch]));
    for (const runner of work.runners.values()) {
      const { shardId, epoch } = runner.assignment;
      if (epochs.get(shardId) !== epoch && !work.releasing.has(shardId))
        this.#dropShard(shardId, epoch, 'it has another owner');
    }
    for (const shard of owned) {
      if (work.releasing.has(shard.id)) continue;
      const runner = work.runners.get(shard.id);
      if (!shard.wanted || shard.surplus) {
        if (runner === undefined) this.#releaseIdle(work, assignmentOf(shard));
        else this.#release(work, runner, this.#timing.stopWithinMs);
      } else if (runner === undefined) this.#startRunner(work, assignmentOf(shard), false);
      else runner.update(shard.generation);
    }
  }

  #startRunner(work: Work, assignment: ShardAssignment, handedOver: boolean): void {
    const { clock, random, listener } = this.options;
    const runner = new ShardRunner({
      assignment,
      handedOver,
      incarnation: work.incarnation,
      session: work.session,
      clock,
      random,
      onPhase: ({ assignment: shard }, report) => {
        this.#phases.put(shard, work.incarnation, report);
        listener.phase(shard, report);
      },
      onReport: ({ assignment: shard }, report) => listener.report(shard, report),
      onLost: ({ assignment: shard }, error) => this.#dropShard(shard.shardId, shard.epoch, error.message),
    });
    work.runners.set(assignment.shardId, runner);
    runner.start();
  }

  /** Stops a shard in good order and gives it back, in the background. */
  #release(work: Work, runner: ShardRunner, withinMs: number): void {
    const { assignment } = runner;
    if (work.releasing.has(assignment.shardId)) return;
    this.#track(work, assignment, async () => {
      const inTime = new AbortController();
      const tooLate = this.#sleep(withinMs, inTime.signal).then(() => ({ clean: false }));
      const { clean } = await Promise.race([runner.stop(), tooLate]);
      inTime.abort();
      runner.drop();
      if (work.runners.get(assignment.shardId) === runner) work.runners.delete(assignment.shardId);
      if (!clean) work.isTainted = true;
      this.options.listener.gone(assignment, true);
      await this.#giveBack(work, assignment, clean);
    });
  }

  /** Gives back a shard that was never started: nothing of it can be on its way. */
  #releaseIdle(work: Work, assignment: ShardAssignment): void {
    this.#track(work, assignment, () => this.#giveBack(work, assignment, true));
  }

  #track(work: Work, { shardId }: ShardAssignment, release: () => Promise<void>): void {
    const releasing = release()
      .catch((error: unknown) => this.options.listener.trouble('release a shard', error))
      .finally(() => {
        work.releasing.delete(shardId);
        this.wake();
      });
    work.releasing.set(shardId, releasing);
  }

  async #giveBack(work: Work, { shardId, epoch }: ShardAssignment, clean: boolean): Promise<void> {
    await this.#phases.forget(shardId);
    while (work.incarnation.mayWrite()) {
      try {
        return await this.options.leases.release(shardId, work.incarnation.id, epoch, clean);
      } catch (error) {
        this.options.listener.trouble('release a shard', error);
        await this.#sleep(this.#timing.releaseRetryMs, work.incarnation.over);
      }
    }
  }

  #dropShard(shardId: string, epoch: number, why: string): void {
    const work = this.#work;
    const runner = work?.runners.get(shardId);
    if (work === undefined || runner === undefined || runner.assignment.epoch !== epoch) return;
    this.#forget(work, runner);
    this.options.listener.trouble(`drop shard ${shardId}`, new LeaseLostError(why));
  }

  #forget(work: Work, runner: ShardRunner): void {
    runner.drop();
    work.runners.delete(runner.assignment.shardId);
    void this.#phases.forget(runner.assignment.shardId);
    this.options.listener.gone(runner.assignment, false);
  }

  /** Hands everything over to a new incarnation of this worker, so that our old producer group disappears from brokers. */
  async #retire(work: Work): Promise<void> {
    this.#retiredAt = this.options.clock.monotonic();
    for (const runner of work.runners.values()) this.#release(work, runner, this.#timing.stopWithinMs);
    await Promise.all(work.releasing.values());
    if (!this.#isCurrent(work)) return;
    this.#work = undefined;
    await work.session.close();
    await this.options.retire(work.incarnation);
  }

  #isCurrent(work: Work): boolean {
    return this.#work === work && work.incarnation.mayWrite() && !this.#stopping.signal.aborted;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.options.clock.sleep(ms, signal).catch((error: unknown) => {
      if (!(error instanceof AbortedError)) throw error;
    });
  }
}

function assignmentOf(
  shard: Pick<Ownership, 'id' | 'flowId' | 'taskId' | 'index' | 'epoch' | 'generation'>,
): ShardAssignment {
  const { id, flowId, taskId, index, epoch, generation } = shard;
  return { shardId: id, flowId, taskId, index, epoch, generation };
}
