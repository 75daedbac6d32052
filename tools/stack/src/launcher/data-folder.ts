import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropOwnership, takeOwnership } from '../process/owner-file.ts';
import { endOrphan } from '../process/pid-file.ts';
import { API_MAIN, WORKER_MAIN } from './programs.ts';

/** Where things lie inside DATA_DIR. */
export interface DataFolder {
  readonly dir: string;
  pidFile(name: string): string;
  logFile(name: string): string;
  readonly postgres: string;
  /** Holds the database URL while an embedded PostgreSQL runs. */
  readonly databaseUrlFile: string;
  /** Gives the folder back to others. */
  release(): void;
}

function layout(dir: string): DataFolder {
  const owner = join(dir, 'run', 'launcher.owner');
  return {
    dir,
    pidFile: (name) => join(dir, 'run', `${name}.pid`),
    logFile: (name) => join(dir, 'logs', `${name}.log`),
    postgres: join(dir, 'postgres'),
    databaseUrlFile: join(dir, 'run', 'database.url'),
    release: () => dropOwnership(owner),
  };
}

/** The folder's layout without taking it: for a process beside the one that owns it. */
export function besideOwner(dir: string): DataFolder {
  mkdirSync(join(dir, 'run'), { recursive: true });
  return { ...layout(dir), release: () => undefined };
}

/**
 * Takes the folder for this launcher (an error when another living one has it), and ends the processes that a killed
 * launcher left behind.
 */
export async function takeDataFolder(dir: string, say: (text: string) => void): Promise<DataFolder> {
  mkdirSync(join(dir, 'run'), { recursive: true });
  takeOwnership(join(dir, 'run', 'launcher.owner'), `the data folder ${dir}`);
  const names = readdirSync(join(dir, 'run')).filter((name) => /^(api|worker-\d+)\.pid$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const marker = name === 'api.pid' ? API_MAIN : WORKER_MAIN;
      const pid = await endOrphan(join(dir, 'run', name), marker, 'SIGTERM', 20_000);
      if (pid !== undefined) {
        say(`stopped process ${pid} (${name}) of a launcher that was killed`);
      }
    }),
  );
  return layout(dir);
}

/** Writes the URL for `npm start -- worker`, readable by its owner only. */
export function writeDatabaseUrl(folder: DataFolder, url: string): void {
  writeFileSync(folder.databaseUrlFile, `${url}\n`, { mode: 0o600 });
}

/** The URL that a running launcher has left. */
export function readDatabaseUrl(folder: DataFolder): string | undefined {
  return existsSync(folder.databaseUrlFile) ? readFileSync(folder.databaseUrlFile, 'utf8').trim() : undefined;
}

/** Removes the URL: the server is about to end. */
export function removeDatabaseUrl(folder: DataFolder): void {
  rmSync(folder.databaseUrlFile, { force: true });
}
