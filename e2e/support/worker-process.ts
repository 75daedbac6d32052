import { join } from 'node:path';
import { Child, freePort, repositoryRoot, waitFor } from '@slipstream/stack';

/** What a worker joins. */
export interface WorkerHome {
  databaseUrl: string;
  secretKey: string;
  logFile: string;
  /** Processes that it consists of; above one, they have a parent. Default 1. */
  processes?: number;
}

/** One worker that nothing starts again: a test decides when it lives, freezes and dies. */
export class WorkerProcess {
  readonly name: string;
  /** Under which it has leases: one for each of its processes. */
  readonly leaseNames: readonly string[];
  readonly #port: number;
  readonly #child: Child;

  private constructor(name: string, processes: number, port: number, child: Child) {
    this.name = name;
    this.leaseNames =
      processes === 1 ? [name] : Array.from({ length: processes }, (_, index) => `${name}/${index + 1}`);
    this.#port = port;
    this.#child = child;
  }

  static async start(name: string, home: WorkerHome): Promise<WorkerProcess> {
    const port = await freePort();
    const processes = home.processes ?? 1;
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
        WORKER_CONCURRENCY: String(processes),
        LOG_LEVEL: 'info',
      },
      logFile: home.logFile,
      exitSignal: 'SIGKILL',
    });
    const worker = new WorkerProcess(name, processes, port, child);
    await waitFor(() => child.exit !== undefined || worker.isReady(), { timeoutMs: 60_000, what: name });
    if (child.exit !== undefined) throw new Error(`${name} ended: ${child.logTail()}`);
    return worker;
  }

  /** Of its only process, or of the parent of several. */
  get pid(): number {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#child.exit === undefined;
  }

  /** What it tells Prometheus. */
  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.#port}/metrics`)).text();
  }

  /** Its leases run, as its own health port says. */
  async isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.#port}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
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

  /** SIGSTOP: the process (of several: the parent alone) stands still with all its connections open. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  /** SIGCONT. */
  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }
}
