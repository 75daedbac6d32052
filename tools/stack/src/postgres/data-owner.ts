import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** The user that the server runs as; both undefined when it is the user of this process. */
export interface ServerUser {
  uid?: number;
  gid?: number;
}

const OTHERS_MAY_PASS = 0o001;

function accountOf(name: string): ServerUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

async function postgresAccount(): Promise<ServerUser> {
  const existing = accountOf('postgres');
  if (existing !== undefined) {
    return existing;
  }
  try {
    await promisify(execFile)('useradd', [
      '--system',
      '--user-group',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  } catch {
    // A system without useradd still has "nobody".
  }
  const account = accountOf('postgres') ?? accountOf('nobody');
  if (account === undefined) {
    throw new Error(
      'PostgreSQL refuses to run as root, and there is neither a user "postgres" nor "nobody" here',
    );
  }
  return account;
}

/** Makes the folders above `path` passable for others: the server's user has to get in. Returns those it changed. */
export function makePassable(path: string): string[] {
  const changed: string[] = [];
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const mode = statSync(folder).mode;
    if ((mode & OTHERS_MAY_PASS) === 0) {
      chmodSync(folder, (mode & 0o7777) | OTHERS_MAY_PASS);
      changed.push(folder);
    }
  }
  return changed;
}

/**
 * Creates the data folder and says which user has to run the server: PostgreSQL refuses root, so as root it is the
 * owner of existing data, else `postgres` (made when it is missing), else `nobody`.
 */
export async function prepareDataFolder(dataDir: string, binary: string): Promise<ServerUser> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) {
    return {};
  }
  const found = statSync(dataDir);
  const user = found.uid === 0 ? await postgresAccount() : { uid: found.uid, gid: found.gid };
  chownSync(dataDir, user.uid ?? 0, user.gid ?? 0);
  for (const path of [dataDir, binary]) {
    for (const folder of makePassable(path)) {
      console.error(
        `note: ${folder} is now passable for other users (chmod o+x): PostgreSQL does not run as root`,
      );
    }
  }
  return user;
}
