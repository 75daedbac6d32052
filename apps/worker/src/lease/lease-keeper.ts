import { AbortedError, type Clock } from '@slipstream/replication';
import { nextState, type IncarnationEvent, type IncarnationState } from './incarnation-state.js';
import type { LeaseStore, LeaseTiming, WorkerRegistration } from './lease-store.js';
import { LiveIncarnation, producerGroupOf } from './live-incarnation.js';

/** What a keeper works with. */
export interface LeaseKeeperOptions {
  store: LeaseStore;
  clock: Clock;
  timing: LeaseTiming;
  worker: Omit<WorkerRegistration, 'id' | 'producerGroup'>;
  newId: () => string;
  listener: LeaseListener;
}

/** Told of the life of incarnations, in order. Must not throw and must not block. */
export interface LeaseListener {
  /** Registered: shards may be claimed for it. */
  live(incarnation: LiveIncarnation): void;
  /** Over by loss: connections are to be reset and shards dropped, and nothing of it is to be written any more. */
  lost(incarnation: LiveIncarnation, why: string): void;
  /** PostgreSQL does not answer; the keeper tries again by itself. */
  trouble(error: unknown): void;
}

/**
 * Keeps the lease of this worker process: registers an incarnation, renews it, and ends it as soon as it may be over.
 *
 * The deadline is the monotonic time *before* the request that granted the lease, plus the lease, minus a margin: a frozen
 * process or a slow answer can only make it too early, never too late.
 */
export class LeaseKeeper {
  #state: IncarnationState = 'IDLE';
  #incarnation: LiveIncarnation | undefined;
  #running: Promise<void> | undefined;
  /** Ids whose rows may still run at PostgreSQL although nothing works under them. */
  readonly #leftovers = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(private readonly options: LeaseKeeperOptions) {}

  get state(): IncarnationState {
    return this.#state;
  }

  /** The incarnation that may write now. */
  get current(): LiveIncarnation | undefined {
    return this.#state === 'LIVE' && this.#incarnation?.mayWrite() === true ? this.#incarnation : undefined;
  }

  /** Begins to register and to renew; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends an incarnation whose shards were released, and begins a new one: brokers may still hold something of it. */
  async retire(incarnation: LiveIncarnation): Promise<void> {
    if (this.#state !== 'LIVE' || this.#incarnation !== incarnation) return;
    this.#move('RETIRE');
    incarnation.end();
    await this.options.store
      .stopWorker(incarnation.id)
      .catch((error: unknown) => this.options.listener.trouble(error));
  }

  /** Ends the row when all shards were released. Nothing may be written afterwards. */
  async stop(): Promise<void> {
    const incarnation = this.current;
    this.#move('STOP');
    this.#stopping.abort();
    this.#incarnation?.end();
    await this.#running;
    if (incarnation !== undefined) await this.options.store.stopWorker(incarnation.id);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        this.#move('START');
        const incarnation = await this.#register();
        await this.#keep(incarnation);
      } catch (error) {
        if (!(error instanceof AbortedError)) throw error;
      }
    }
  }

  async #register(): Promise<LiveIncarnation> {
    const { store, clock, timing, worker, newId, listener } = this.options;
    const { signal } = this.#stopping;
    for (;;) {
      // Each attempt has an id of its own: an answer that got lost may have left a row.
      const id = newId();
      const before = clock.monotonic();
      try {
        const registration = store.registerWorker(
          { ...worker, id, producerGroup: producerGroupOf(id) },
          timing.leaseMs,
        );
        await this.#within(timing.leaseMs, registration);
        const deadline = before + timing.leaseMs - timing.marginMs;
        if (signal.aborted) throw new AbortedError();
        if (clock.monotonic() < deadline) {
          const incarnation = new LiveIncarnation(id, deadline, () => clock.monotonic());
          this.#incarnation = incarnation;
          this.#move('REGISTERED');
          listener.live(incarnation);
          this.#endLeftovers();
          return incarnation;
        }
      } catch (error) {
        if (error instanceof AbortedError) throw error;
        listener.trouble(error);
      }
      this.#leftovers.add(id);
      await clock.sleep(timing.retryMs, signal);
    }
  }

  /** Renews until the incarnation is over; the end is announced before it returns. */
  async #keep(incarnation: LiveIncarnation): Promise<void> {
    const { clock, timing } = this.options;
    let pause = timing.renewEveryMs;
    for (;;) {
      const left = incarnation.deadline - clock.monotonic();
      if (left <= 0) return this.#lose(incarnation, 'the lease was not renewed in time');
      await this.#sleepWhileLive(incarnation, Math.min(pause, left));
      if (incarnation.over.aborted) return;
      const answer = await this.#renew(incarnation);
      if (incarnation.over.aborted) return;
      if (answer === 'GONE') return this.#lose(incarnation, 'the lease is over in the database');
      pause = answer === 'RENEWED' ? timing.renewEveryMs : timing.retryMs;
    }
  }

  async #renew(incarnation: LiveIncarnation): Promise<'RENEWED' | 'GONE' | 'FAILED'> {
    const { store, clock, timing, listener } = this.options;
    const before = clock.monotonic();
    try {
      const renewed = await this.#within(
        Math.max(0, incarnation.deadline - before),
        store.renew(incarnation.id, timing.leaseMs),
      );
      if (!renewed) return 'GONE';
      incarnation.extend(before + timing.leaseMs - timing.marginMs);
      this.#endLeftovers();
      return 'RENEWED';
    } catch (error) {
      if (!(error instanceof AbortedError)) listener.trouble(error);
      return 'FAILED';
    }
  }

  #lose(incarnation: LiveIncarnation, why: string): void {
    this.#move('LOST');
    incarnation.end();
    this.#leftovers.add(incarnation.id);
    this.options.listener.lost(incarnation, why);
  }

  /**
   * Ends what a PostgreSQL that stood still has taken in late: a renewal that was given up here, or the row of an attempt
   * to register. Nobody could have their shards, and each would count as a worker in the sharing, for a whole lease.
   */
  #endLeftovers(): void {
    for (const id of this.#leftovers) {
      this.#leftovers.delete(id);
      this.options.store.stopWorker(id).catch((error: unknown) => {
        this.#leftovers.add(id);
        this.options.listener.trouble(error);
      });
    }
  }

  async #sleepWhileLive(incarnation: LiveIncarnation, ms: number): Promise<void> {
    await this.options.clock.sleep(ms, incarnation.over).catch((error: unknown) => {
      if (!(error instanceof AbortedError)) throw error;
    });
  }

  /** The call's answer, or a failure when it takes longer than `ms` or the worker stops; a late answer is ignored. */
  async #within<T>(ms: number, call: Promise<T>): Promise<T> {
    const timer = new AbortController();
    const tooLate = this.options.clock
      .sleep(ms, AbortSignal.any([timer.signal, this.#stopping.signal]))
      .then((): never => {
        throw new LeaseTimeoutError(ms);
      });
    try {
      return await Promise.race([call, tooLate]);
    } finally {
      timer.abort();
      tooLate.catch(() => undefined);
      call.catch(() => undefined);
    }
  }

  #move(event: IncarnationEvent): void {
    this.#state = nextState(this.#state, event);
  }
}

/** PostgreSQL did not answer a lease request in time. */
export class LeaseTimeoutError extends Error {
  constructor(ms: number) {
    super(`PostgreSQL did not answer within ${Math.round(ms)} ms`);
    this.name = 'LeaseTimeoutError';
  }
}
