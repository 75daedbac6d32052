import { availableParallelism, hostname } from 'node:os';
import { freePort, isPortFree } from '../ports.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { removeDatabaseUrl, writeDatabaseUrl, type DataFolder } from './data-folder.ts';
import { hasUsers } from './first-user.ts';
import { localHost } from './http.ts';
import { startNodeService } from './node-service.ts';
import { API_MAIN, requireBuild, WORKER_MAIN } from './programs.ts';
import type { Progress } from './progress.ts';
import { newPassword, secretKeyOf } from './secrets.ts';
import type { LauncherSettings } from './settings.ts';
import { StopList } from './shutdown.ts';
import { Supervisor, type SupervisedProcess } from './supervisor.ts';

const API_READY_MS = 120_000;
const WORKER_READY_MS = 60_000;
const WORKER_STOP_MS = 25_000;
const API_STOP_MS = 15_000;

/** What a launcher needs to run the parts. */
export interface LauncherContext {
  settings: LauncherSettings;
  folder: DataFolder;
  progress: Progress;
  /** Gets what has to be ended. */
  stopList: StopList;
}

/** A running Slipstream. */
export interface RunningSlipstream {
  /** Address of console and API. */
  url: string;
  /** Set on the first start: the password that was generated for the user `admin`. */
  generatedPassword: string | undefined;
}

/** The environment of a process of ours: what it needs and no secret of another one. */
export function serviceEnvironment(
  context: LauncherContext,
  databaseUrl: string,
  extra: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const { ADMIN_PASSWORD: _password, PORT: _port, ...inherited } = process.env;
  return {
    ...inherited,
    NODE_ENV: 'production',
    DATA_DIR: context.folder.dir,
    DATABASE_URL: databaseUrl,
    SLIPSTREAM_SECRET_KEY: context.settings.secretKey ?? secretKeyOf(context.folder.dir),
    SLIPSTREAM_BIND: context.settings.bind,
    ...extra,
  };
}

function echo(context: LauncherContext): { onOutput?: (text: string) => void } {
  return context.settings.verbose ? { onOutput: (text) => process.stdout.write(text) } : {};
}

async function supervise(
  context: LauncherContext,
  name: string,
  launch: (onPid: (pid: number) => void) => Promise<SupervisedProcess>,
): Promise<void> {
  const supervisor = new Supervisor({
    name,
    pidFile: context.folder.pidFile(name),
    launch,
    say: (text) => context.progress.say(text),
  });
  context.stopList.add(name, () => supervisor.stop());
  await supervisor.start();
}

/** Starts the embedded PostgreSQL, keeps it running on one port, and returns its URL. */
async function startDatabase(context: LauncherContext): Promise<string> {
  const { folder } = context;
  const port = await freePort();
  let url = '';
  context.stopList.add('the data folder', async () => removeDatabaseUrl(folder));
  await supervise(context, 'postgres', async (onPid) => {
    const server = await startPostgres({
      dataDir: folder.postgres,
      port,
      logFile: folder.logFile('postgres'),
      onPid,
    });
    url = server.url;
    return server;
  });
  writeDatabaseUrl(folder, url);
  return url;
}

/** Options of Node for the workers alone: the size of their heap, or a profile. */
function workerNodeOptions(): Readonly<Record<string, string>> {
  const options = process.env['WORKER_NODE_OPTIONS'];
  return options === undefined ? {} : { NODE_OPTIONS: options };
}

/** Several workers share the cores of this machine; a single one takes all of them by itself. */
function concurrencyOf(workers: number): Readonly<Record<string, string>> {
  if (workers < 2 || process.env['WORKER_CONCURRENCY'] !== undefined) return {};
  return { WORKER_CONCURRENCY: String(Math.max(1, Math.floor(availableParallelism() / workers))) };
}

/** Starts one worker under supervision; `name` is also that of its pid file. */
export async function startWorker(
  context: LauncherContext,
  databaseUrl: string,
  name: string,
): Promise<void> {
  const { settings, folder } = context;
  const port = await freePort();
  const launch = (onPid: (pid: number) => void): Promise<SupervisedProcess> =>
    startNodeService(
      {
        name,
        main: WORKER_MAIN,
        env: serviceEnvironment(context, databaseUrl, {
          WORKER_NAME: process.env['WORKER_NAME'] ?? `${hostname()}-${name}`,
          WORKER_PORT: String(port),
          ...workerNodeOptions(),
          ...concurrencyOf(settings.workers),
        }),
        logFile: folder.logFile(name),
        readyUrl: `http://${localHost(settings.bind)}:${port}/readyz`,
        readyMs: WORKER_READY_MS,
        stopMs: WORKER_STOP_MS,
        ...echo(context),
      },
      onPid,
    );
  await supervise(context, name, launch);
}

async function startApi(
  context: LauncherContext,
  databaseUrl: string,
  password: string | undefined,
): Promise<void> {
  const { settings, folder } = context;
  await supervise(context, 'api', (onPid) =>
    startNodeService(
      {
        name: 'api',
        main: API_MAIN,
        env: serviceEnvironment(context, databaseUrl, {
          PORT: String(settings.port),
          ...(password === undefined ? {} : { ADMIN_PASSWORD: password }),
        }),
        logFile: folder.logFile('api'),
        readyUrl: `http://${localHost(settings.bind)}:${settings.port}/readyz`,
        readyMs: API_READY_MS,
        stopMs: API_STOP_MS,
        ...echo(context),
      },
      onPid,
    ),
  );
}

/** Starts database, API and workers, in this order; the stop list ends them in the opposite one. */
export async function startSlipstream(context: LauncherContext): Promise<RunningSlipstream> {
  const { settings, progress } = context;
  requireBuild();
  if (!(await isPortFree(settings.port))) {
    throw new Error(`port ${settings.port} is in use; choose another one: PORT=8081`);
  }
  const databaseUrl =
    settings.databaseUrl ?? (await progress.during('PostgreSQL', () => startDatabase(context)));
  const isFirst = !(await hasUsers(databaseUrl));
  const generatedPassword = isFirst && settings.adminPassword === undefined ? newPassword() : undefined;
  try {
    await progress.during('API and console', () =>
      startApi(context, databaseUrl, settings.adminPassword ?? generatedPassword),
    );
    const names = Array.from({ length: settings.workers }, (_, index) => `worker-${index + 1}`);
    await progress.during(names.length === 1 ? 'worker' : `${names.length} workers`, () =>
      Promise.all(names.map((name) => startWorker(context, databaseUrl, name))),
    );
  } catch (error) {
    if (generatedPassword !== undefined && (await hasUsers(databaseUrl).catch(() => false))) {
      progress.say(`password of the user admin, not shown again: ${generatedPassword}`);
    }
    throw error;
  }
  return { url: `http://${localHost(settings.bind)}:${settings.port}`, generatedPassword };
}
