import type { Clock } from '@slipstream/replication';
import { growing, mergeMetrics, type MetricFigures } from '../health/merged-metrics.js';
import { Backoff } from '../supervisor/backoff.js';
import type { Child, ChildEnd } from './child-process.js';
import { isMetrics } from './messages.js';

/** Told of what becomes of processes. */
export interface ProcessLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What a keeper works with. */
export interface ChildKeeperOptions {
  /** From 1. */
  index: number;
  start: () => Child;
  clock: Clock;
  random: () => number;
  log: ProcessLog;
  onRestart: () => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A run of this length makes the next pause short again, ms. */
const STABLE_MS = 30_000;
/** A child that does not answer by then is taken for one that stands still, ms. */
const ANSWER_MS = 1_000;
/** A child that takes longer to stop is killed: the launcher waits 25 s for the whole worker. */
const STOP_WITHIN_MS = 23_000;

/** Keeps one process of a worker running: starts it again, after growing pauses, when it ends without having been asked to. */
export class ChildKeeper {
  readonly #stopping = new AbortController();
  readonly #backoff: Backoff;
  #child: Child | undefined;
  #running: Promise<boolean> | undefined;
  /** What the child that lives has counted, as far as it said. */
  #counted: MetricFigures[] = [];
  /** What those before it have counted. */
  #past: MetricFigures[] = [];

  constructor(private readonly options: ChildKeeperOptions) {
    this.#backoff = new Backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, options.random);
  }

  /** Starts it; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Its lease runs, as it says itself. */
  async isReady(): Promise<boolean> {
    return (await this.#child?.ask('isReady', ANSWER_MS)) === true;
  }

  /** Its figures, and what those before it have counted: a counter never falls because a process ended or stands still. */
  async metrics(): Promise<MetricFigures[][]> {
    const child = this.#child;
    const figures = await child?.ask('metrics', ANSWER_MS);
    if (child !== this.#child || !isMetrics(figures)) return [this.#past, this.#counted];
    this.#counted = growing(figures);
    return [this.#past, figures];
  }

  /**
   * Stops it in good order, and starts it no more.
   *
   * @returns true when it has done all of its steps
   */
  async stop(): Promise<boolean> {
    this.#stopping.abort();
    const child = this.#child;
    child?.stop();
    const { clock, log, index } = this.options;
    const inTime = new AbortController();
    clock.sleep(STOP_WITHIN_MS, inTime.signal).then(
      () => {
        log.error({ child: index, pid: child?.pid }, 'a worker process does not stop and is killed');
        child?.kill();
      },
      () => undefined,
    );
    const isComplete = (await this.#running) ?? true;
    inTime.abort();
    return isComplete;
  }

  /** @returns whether the last child has ended in good order */
  async #run(): Promise<boolean> {
    const { start, clock, log, index, onRestart } = this.options;
    const { signal } = this.#stopping;
    for (;;) {
      const began = clock.monotonic();
      const child = start();
      this.#child = child;
      log.info({ child: index, pid: child.pid }, 'worker process started');
      const end = await child.ended;
      this.#child = undefined;
      if (signal.aborted) return end.code === 0;
      await this.#keepCounts();
      if (clock.monotonic() - began >= STABLE_MS) this.#backoff.reset();
      const pauseMs = Math.round(this.#backoff.next());
      log.error(
        { child: index, pid: child.pid, err: end.error, pauseMs },
        `worker process ended unexpectedly, ${how(end)}; starting it again`,
      );
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      if (signal.aborted) return true;
      onRestart();
    }
  }

  async #keepCounts(): Promise<void> {
    const counted = this.#counted;
    this.#counted = [];
    this.#past = await mergeMetrics([this.#past, counted]);
  }
}

function how({ code, signal, error }: ChildEnd): string {
  return error === undefined ? (signal ?? `exit code ${code}`) : 'it could not be started';
}
