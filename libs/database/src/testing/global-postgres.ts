import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@slipstream/stack';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL on which the specs make their databases. */
    databaseAdminUrl: string;
  }
}

/** Gives all specs one PostgreSQL: that of TEST_DATABASE_ADMIN_URL, or one that lives as long as the run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['TEST_DATABASE_ADMIN_URL'];
  if (given !== undefined && given !== '') {
    project.provide('databaseAdminUrl', given);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-database-'));
  // As root the server runs as another user, who has to get in.
  await chmod(folder, 0o755);
  const server = await startPostgres({ dataDir: join(folder, 'data'), fsync: false });
  project.provide('databaseAdminUrl', server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
