import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, repositoryRoot, waitFor } from '@slipstream/stack';
import { signalAll } from './processes.ts';

const STOP_BEFORE_WRITE = join(repositoryRoot, 'e2e/faults/bench/stop-before-write.mjs');

/** How a worker is run. */
export interface WorkerProcessOptions {
  name: string;
  /** Its own data folder: logs and pid file. */
  folder: string;
  databaseUrl: string;
  secretKey: string;
  /** Command in front of the launcher's: the namespace it runs in. */
  within: readonly string[];
}

/** One worker under its launcher (`npm start -- worker`), which starts it again when it dies. */
export class WorkerProcess {
  readonly #options: WorkerProcessOptions;
  #launcher: Child | undefined;

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
  }

  /** Starts the launcher and waits until its worker is ready. */
  async start(extra: NodeJS.ProcessEnv = {}): Promise<void> {
    const { name, folder, databaseUrl, secretKey, within } = this.#options;
    const own = Object.entries({ ...this.#hook(), ...extra }).map(([key, value]) => `${key}=${value ?? ''}`);
    const command = [
      ...within,
      'env',
      ...own,
      process.execPath,
      join(repositoryRoot, 'tools/stack/src/worker.ts'),
    ];
    const [program = process.execPath, ...args] = command;
    let output = '';
    const launcher = await Child.start({
      name,
      command: program,
      args,
      cwd: repositoryRoot,
      env: {
        ...process.env,
        DATA_DIR: folder,
        DATABASE_URL: databaseUrl,
        SLIPSTREAM_SECRET_KEY: secretKey,
        WORKER_NAME: name,
        // Faults hit the one process that works.
        WORKER_CONCURRENCY: '1',
        LOG_LEVEL: 'info',
      },
      logFile: join(folder, 'launcher.log'),
      onOutput: (text) => (output += text),
      exitSignal: 'SIGTERM',
    });
    this.#launcher = launcher;
    await waitFor(
      () => {
        if (launcher.exit !== undefined) throw new Error(`the launcher ended: ${output.slice(-1500)}`);
        return output.includes('one more worker runs');
      },
      { timeoutMs: 60_000, what: `${name} to be ready` },
    );
  }

  #hook(): NodeJS.ProcessEnv {
    return { NODE_OPTIONS: `--import=${STOP_BEFORE_WRITE}`, FAULT_STOP_FILE: this.#stopFile };
  }

  get #stopFile(): string {
    return join(this.#options.folder, 'stop-before-write');
  }

  /** Has the worker stop itself (SIGSTOP) at its next send, after the lease check and before the write. */
  stopAtNextWrite(): void {
    writeFileSync(this.#stopFile, '');
  }

  /** True until it has stopped. */
  get isToStop(): boolean {
    return existsSync(this.#stopFile);
  }

  cancelStop(): void {
    rmSync(this.#stopFile, { force: true });
  }

  /** Process id of the worker itself; undefined between its death and its next start. */
  get pid(): number | undefined {
    const run = join(this.#options.folder, 'run');
    const file = readdirSync(run).find((name) => /^worker-.*\.pid$/.test(name));
    return file === undefined ? undefined : Number(readFileSync(join(run, file), 'utf8').trim());
  }

  /** Waits until a worker process is there, and returns its id. */
  untilPid(): Promise<number> {
    return waitFor(() => this.pid, {
      timeoutMs: 30_000,
      what: `a process of ${this.#options.name}`,
      intervalMs: 20,
    });
  }

  /** Sends a signal to the worker process of this moment; its id. */
  async signal(signal: NodeJS.Signals): Promise<number> {
    const pid = await this.untilPid();
    signalAll([pid], signal);
    return pid;
  }

  async stop(): Promise<void> {
    const { pid } = this;
    // A stopped process does not hear its launcher.
    if (pid !== undefined) signalAll([pid], 'SIGCONT');
    await this.#launcher?.stop('SIGTERM', 30_000);
  }
}
