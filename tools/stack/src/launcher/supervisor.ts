import { setTimeout as delay } from 'node:timers/promises';
import type { Exit } from '../process/child.ts';
import { removePidFile, writePidFile } from '../process/pid-file.ts';

/** A running process, as a supervisor sees it. */
export interface SupervisedProcess {
  readonly pid: number;
  /** Settles when it has ended. */
  readonly exited: Promise<Exit>;
  /** Ends it in order, within a deadline of its own. */
  stop(): Promise<unknown>;
}

/** What a supervisor is for. */
export interface SupervisorOptions {
  name: string;
  /** Holds the pid while the process runs. */
  pidFile: string;
  /** Starts the process and tells its pid at once; resolves when it is ready. */
  launch: (onPid: (pid: number) => void) => Promise<SupervisedProcess>;
  /** Told about ends and restarts. */
  say: (text: string) => void;
  /** Milliseconds before the first restart (default 500); doubles up to `maxDelayMs` (default 5000). */
  minDelayMs?: number;
  maxDelayMs?: number;
}

/** A run of this many milliseconds makes the next delay short again. */
const STABLE_MS = 30_000;

/** Keeps one process running: starts it again, with growing delays, when it ends without having been asked to. */
export class Supervisor {
  readonly #options: Required<SupervisorOptions>;
  readonly #stopping = new AbortController();
  #process: SupervisedProcess | undefined;
  #watching: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = { minDelayMs: 500, maxDelayMs: 5000, ...options };
  }

  /** The first start; an error of it is the caller's. */
  async start(): Promise<void> {
    const first = await this.#launch();
    this.#watching = this.#watch(first);
  }

  async #launch(): Promise<SupervisedProcess> {
    const { launch, pidFile } = this.#options;
    try {
      this.#process = await launch((pid) => writePidFile(pidFile, pid));
      return this.#process;
    } catch (error) {
      removePidFile(pidFile);
      throw error;
    }
  }

  async #watch(first: SupervisedProcess): Promise<void> {
    const { name, say, minDelayMs, maxDelayMs } = this.#options;
    let current = first;
    let delayMs = minDelayMs;
    for (;;) {
      const began = performance.now();
      const exit = await current.exited;
      if (this.#stopping.signal.aborted) {
        return;
      }
      removePidFile(this.#options.pidFile);
      say(
        `${name} (process ${current.pid}) ended unexpectedly, ${exit.signal ?? `exit code ${exit.code}`}; starting it again`,
      );
      delayMs = performance.now() - began > STABLE_MS ? minDelayMs : delayMs;
      const next = await this.#relaunch(delayMs);
      if (next === undefined) {
        return;
      }
      say(`${name} runs again (process ${next.pid})`);
      current = next;
      delayMs = Math.min(delayMs * 2, maxDelayMs);
    }
  }

  /** Tries until it works; undefined when asked to stop meanwhile. */
  async #relaunch(firstDelayMs: number): Promise<SupervisedProcess | undefined> {
    const { name, say, maxDelayMs } = this.#options;
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
      await delay(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) {
        return undefined;
      }
      try {
        return await this.#launch();
      } catch (error) {
        say(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  /** Ends the process and does not start it again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#process?.stop();
    await this.#watching;
    // A restart that was under way has made another one.
    await this.#process?.stop();
    removePidFile(this.#options.pidFile);
  }
}
