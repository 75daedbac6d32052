import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { settlesWithin } from '../wait.ts';

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** What to run. */
export interface ChildOptions {
  /** Shown in messages. */
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Output goes to the end of this file; without it, output is dropped. */
  logFile?: string;
  /** Gets a copy of the output, piece by piece. The child's output then goes through this process. */
  onOutput?: (text: string) => void;
  uid?: number;
  gid?: number;
  /** The signal sent when this process ends without having stopped the child (default SIGKILL). */
  exitSignal?: NodeJS.Signals;
}

const LOG_FILE_LIMIT_BYTES = 16 * 1024 * 1024;
const living = new Set<Child>();
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let guarded = false;

/** Signals all children that still live. */
function endAll(): void {
  for (const child of living) {
    child.kill(child.exitSignal);
  }
}

/**
 * No child outlives this process. A program that handles a signal itself ends its children in its own order and then
 * exits; without such a handler the children end here and the signal takes its usual effect.
 */
function guardProcess(): void {
  if (guarded) {
    return;
  }
  guarded = true;
  process.on('exit', endAll);
  for (const signal of ENDING_SIGNALS) {
    const onSignal = (): void => {
      if (process.listenerCount(signal) === 1) {
        endAll();
        process.removeListener(signal, onSignal);
        process.kill(process.pid, signal);
      }
    };
    process.on(signal, onSignal);
  }
}

function keepLogSmall(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_FILE_LIMIT_BYTES) {
    renameSync(logFile, `${logFile}.1`);
  }
}

/** A process of ours, in a process group of its own: Ctrl-C in the terminal does not reach it, only we do. */
export class Child {
  readonly name: string;
  readonly exitSignal: NodeJS.Signals;
  /** Settles when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #logFile: string | undefined;
  #exit: Exit | undefined;

  private constructor(process: ChildProcess, options: ChildOptions) {
    this.#process = process;
    this.#logFile = options.logFile;
    this.name = options.name;
    this.exitSignal = options.exitSignal ?? 'SIGKILL';
    this.exited = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        this.#exit = { code, signal };
        living.delete(this);
        resolve(this.#exit);
      });
    });
  }

  /** Starts the process; rejects when the program cannot be run at all. */
  static async start(options: ChildOptions): Promise<Child> {
    guardProcess();
    if (options.logFile !== undefined) {
      mkdirSync(dirname(options.logFile), { recursive: true });
      keepLogSmall(options.logFile);
    }
    const piped = options.onOutput !== undefined;
    const file = options.logFile !== undefined && !piped ? openSync(options.logFile, 'a') : undefined;
    const output = piped ? 'pipe' : (file ?? 'ignore');
    const running = spawn(options.command, options.args, {
      stdio: ['ignore', output, output],
      detached: true,
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    if (file !== undefined) {
      closeSync(file);
    }
    const child = new Child(running, options);
    await new Promise<void>((resolve, reject) => {
      running.once('spawn', resolve);
      running.once('error', (error) =>
        reject(new Error(`cannot run ${options.name} (${options.command})`, { cause: error })),
      );
    });
    running.on('error', () => undefined);
    living.add(child);
    if (options.onOutput !== undefined) {
      child.#copyOutput(options.onOutput);
    }
    return child;
  }

  #copyOutput(onOutput: (text: string) => void): void {
    const file = this.#logFile === undefined ? undefined : createWriteStream(this.#logFile, { flags: 'a' });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        file?.write(text);
        onOutput(text);
      });
    }
    this.#process.once('close', () => file?.end());
  }

  /** The process id. */
  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** How it ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Sends a signal; does nothing when the process has ended. */
  kill(signal: NodeJS.Signals): void {
    if (this.#exit === undefined) {
      this.#process.kill(signal);
    }
  }

  /** Asks with `signal`, insists with SIGKILL after `deadlineMs` milliseconds, and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', deadlineMs = 10_000): Promise<Exit> {
    this.kill(signal);
    if (!(await settlesWithin(this.exited, deadlineMs))) {
      this.kill('SIGKILL');
    }
    return this.exited;
  }

  /** The last lines of the log file, for error messages. */
  logTail(lines = 25): string {
    return this.#logFile === undefined ? '' : fileTail(this.#logFile, lines);
  }
}

/** The last lines of a text file; an empty string when it cannot be read. */
export function fileTail(path: string, lines: number): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

/** A process that ended, or never got ready, with what it said last. */
export class ChildFailedError extends Error {
  override readonly name = 'ChildFailedError';

  constructor(name: string, problem: string, log: string, cause?: unknown) {
    super(`${name} ${problem}${log === '' ? '' : `; its log ends with:\n${log}`}`, { cause });
  }
}
