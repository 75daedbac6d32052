import { join } from 'node:path';
import { Child, freePort, repositoryRoot, waitFor } from '@slipstream/stack';

/** What a worker joins. */
export interface WorkerHome {
  databaseUrl: string;
  secretKey: string;
  logFile: string;
}

/** One worker process that nothing starts again: a test decides when it lives, freezes and dies. */
export class WorkerProcess {
  readonly name: string;
  readonly #port: number;
  readonly #child: Child;

  private constructor(name: string, port: number, child: Child) {
    this.name = name;
    this.#port = port;
    this.#child = child;
  }

  static async start(name: string, home: WorkerHome): Promise<WorkerProcess> {
    const port = await freePort();
    const child = await Child.start({
      name,
      command: process.execPath,
      args: [join(repositoryRoot, 'apps/worker/dist/main.js')],
      env: {
        ...process.env,
        DATABASE_URL: home.databaseUrl,
        SLIPSTREAM_SECRET_KEY: home.secretKey,
        WORKER_NAME: name,
        WORKER_PORT: String(port),
        LOG_LEVEL: 'info',
      },
      logFile: home.logFile,
      exitSignal: 'SIGKILL',
    });
    const worker = new WorkerProcess(name, port, child);
    await waitFor(() => child.exit !== undefined || worker.isReady(), { timeoutMs: 60_000, what: name });
    if (child.exit !== undefined) throw new Error(`${name} ended: ${child.logTail()}`);
    return worker;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#child.exit === undefined;
  }

  /** Its lease runs, as its own health port says. */
  async isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.#port}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.ok,
      () => false,
    );
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#child.exited;
  }

  /** SIGTERM; resolves with the exit code when the process has ended. */
  async stop(): Promise<number | null> {
    return (await this.#child.stop('SIGTERM', 25_000)).code;
  }

  /** SIGSTOP: the process stands still with all its connections open. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  /** SIGCONT. */
  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }
}
