import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../ports.ts';
import { Child, ChildFailedError, type Exit } from '../process/child.ts';
import { dropOwnership, takeOwnership } from '../process/owner-file.ts';
import { waitFor } from '../wait.ts';
import { makeExecutable, postgresBinaries, type PostgresBinaries } from './binaries.ts';
import { prepareDataFolder, type ServerUser } from './data-owner.ts';
import { endOrphanBackends, endOrphanServer } from './orphans.ts';

/** How to run the server. */
export interface PostgresOptions {
  /** The server's data; created on the first start, kept by later ones. Password, log and owner lie beside it. */
  dataDir: string;
  /** Default: a free one. */
  port?: number;
  /** false for tests: faster, but a power cut may break the data; a killed process does not. Default true. */
  fsync?: boolean;
  /** Default 200. */
  maxConnections?: number;
  /** The database that `url` names; created when missing. Default `slipstream`. */
  database?: string;
  /** Default `<dataDir>.log`. */
  logFile?: string;
  /** Told the postmaster's pid before the server is ready. */
  onPid?: (pid: number) => void;
}

/** A running server on 127.0.0.1. Its user may create databases. */
export interface PostgresServer {
  /** `postgresql://user:password@127.0.0.1:port/database`. */
  readonly url: string;
  readonly port: number;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Settles when the postmaster has ended, for whatever reason. */
  readonly exited: Promise<Exit>;
  /** Ends all connections and stops the server. Pools see an `error` event: handle it, or Node ends the program. */
  stop(): Promise<void>;
}

const USER = 'slipstream';
const READY_MS = 60_000;
const STOP_MS = 30_000;

/** Quotes a name for SQL. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function query(url: string, text: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A server that ends while we talk is reported by the query, too; without a listener it would end the program.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query(text, values);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function initialise(
  options: PostgresOptions,
  binaries: PostgresBinaries,
  user: ServerUser,
  passwordFile: string,
): Promise<void> {
  const isNew = !existsSync(join(options.dataDir, 'PG_VERSION'));
  if (!isNew) {
    return;
  }
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    chownSync(passwordFile, user.uid, user.gid);
  }
  const args = [
    `--pgdata=${options.dataDir}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(options.fsync === false ? ['--no-sync'] : []),
  ];
  try {
    await promisify(execFile)(binaries.initdb, args, { ...user, cwd: '/' });
  } catch (error) {
    // A half-made folder would look like data to the next start.
    rmSync(options.dataDir, { recursive: true, force: true });
    const said = (error as { stderr?: string }).stderr ?? '';
    throw new ChildFailedError('initdb', `failed in ${options.dataDir}`, said.trim(), error);
  }
}

async function launch(
  options: PostgresOptions & { logFile: string },
  binaries: PostgresBinaries,
  user: ServerUser,
  port: number,
): Promise<Child> {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: options.maxConnections ?? 200,
    ...(options.fsync === false ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  return Child.start({
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: [
      '-D',
      options.dataDir,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' },
    cwd: '/',
    logFile: options.logFile,
    // Immediate shutdown: the backends end too, and the next start recovers from the log.
    exitSignal: 'SIGQUIT',
    ...user,
  });
}

async function untilReady(child: Child, adminUrl: string): Promise<void> {
  const problem = await waitFor(
    async () => {
      if (child.exit !== undefined) {
        return 'ended while starting';
      }
      await query(adminUrl, 'SELECT 1');
      return 'ready';
    },
    { timeoutMs: READY_MS, what: 'PostgreSQL to accept connections' },
  ).catch((error: unknown) => {
    child.kill('SIGQUIT');
    throw new ChildFailedError('PostgreSQL', 'did not get ready', child.logTail(), error);
  });
  if (problem !== 'ready') {
    throw new ChildFailedError('PostgreSQL', problem, child.logTail());
  }
}

async function createDatabase(adminUrl: string, database: string): Promise<void> {
  const found = await query(adminUrl, 'SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (found.rowCount === 0) {
    await query(adminUrl, `CREATE DATABASE ${identifier(database)}`);
  }
}

/**
 * Starts the embedded PostgreSQL 18 on `dataDir`. Works as root (the server then runs as another user). A server that
 * a dead parent left behind in the folder is stopped first; one whose parent lives is a {@link FolderInUseError}.
 */
export async function startPostgres(given: PostgresOptions): Promise<PostgresServer> {
  const dataDir = resolve(given.dataDir);
  const options = { ...given, dataDir, logFile: given.logFile ?? `${dataDir}.log` };
  const ownerFile = `${dataDir}.owner`;
  mkdirSync(dirname(dataDir), { recursive: true });
  takeOwnership(ownerFile, `the database folder ${dataDir}`);
  const binaries = await postgresBinaries();
  makeExecutable(binaries);
  const user = await prepareDataFolder(dataDir, binaries.postgres);
  await endOrphanServer(dataDir);
  await endOrphanBackends(dataDir);
  const passwordFile = `${dataDir}.password`;
  await initialise(options, binaries, user, passwordFile);
  const port = options.port ?? (await freePort());
  const database = options.database ?? USER;
  const urlOf = (name: string): string =>
    `postgresql://${USER}:${readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  const child = await launch(options, binaries, user, port);
  options.onPid?.(child.pid);
  await untilReady(child, urlOf('postgres'));
  await createDatabase(urlOf('postgres'), database);
  return {
    url: urlOf(database),
    port,
    pid: child.pid,
    exited: child.exited,
    async stop() {
      await child.stop('SIGINT', STOP_MS);
      dropOwnership(ownerFile);
    },
  };
}
