import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, waitFor } from '@slipstream/stack';
import { ApiClient } from './api-client.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = 'e2e-password';

/** How a deployment is to be. */
export interface DeploymentOptions {
  /** Default 1. */
  workers?: number;
  /** More of the environment of all its processes. */
  env?: NodeJS.ProcessEnv;
}

/** Slipstream as `npm start` runs it: embedded PostgreSQL, API with console, workers, in a data directory of its own. */
export class Deployment {
  readonly url: string;
  readonly api: ApiClient;
  readonly password = PASSWORD;
  readonly dataDir: string;
  readonly #launcher: ChildProcess;
  #output = '';

  private constructor(url: string, dataDir: string, launcher: ChildProcess) {
    this.url = url;
    this.dataDir = dataDir;
    this.api = new ApiClient(url);
    this.#launcher = launcher;
    launcher.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    launcher.stderr?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  static async start(options: DeploymentOptions = {}): Promise<Deployment> {
    const dataDir = mkdtempSync(join(tmpdir(), 'slipstream-e2e-'));
    // The postgres user has to pass through it.
    chmodSync(dataDir, 0o755);
    const port = await freePort();
    const launcher = spawn(process.execPath, [join(ROOT, 'tools/stack/src/start.ts')], {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: dataDir,
        ADMIN_PASSWORD: PASSWORD,
        WORKERS: String(options.workers ?? 1),
        // What a test freezes or kills as a worker is one process.
        WORKER_CONCURRENCY: '1',
        LOG_LEVEL: 'info',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const deployment = new Deployment(`http://127.0.0.1:${port}`, dataDir, launcher);
    try {
      await waitFor(() => deployment.#isReady(), { timeoutMs: 90_000, what: 'the deployment to be ready' });
      await deployment.api.login(PASSWORD);
    } catch (error) {
      await deployment.stop();
      throw new Error(`${String(error)}\n${deployment.#output.slice(-4000)}`, { cause: error });
    }
    return deployment;
  }

  /** Process id from the pid file: `api`, `worker-1`, `postgres`. */
  pid(name: string): number {
    return Number(readFileSync(join(this.dataDir, 'run', `${name}.pid`), 'utf8').trim());
  }

  /** kill -9; the launcher starts a new one by itself. */
  kill(name: string): void {
    process.kill(this.pid(name), 'SIGKILL');
  }

  /** What the launcher printed. */
  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    if (this.#launcher.exitCode === null && this.#launcher.signalCode === null) {
      const exited = new Promise((resolve) => this.#launcher.once('exit', resolve));
      this.#launcher.kill('SIGTERM');
      await exited;
    }
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async #isReady(): Promise<boolean> {
    if (this.#launcher.exitCode !== null)
      throw new Error(`the launcher ended with ${this.#launcher.exitCode}`);
    return fetch(`${this.url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
  }
}
