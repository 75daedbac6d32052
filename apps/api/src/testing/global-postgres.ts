import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@slipstream/stack';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of a server on which each spec file makes its own database. */
    databaseAdminUrl: string;
  }
}

/** One PostgreSQL for all spec files: the one of `TEST_DATABASE_ADMIN_URL`, or a fresh embedded one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_ADMIN_URL'];
  if (given !== undefined && given !== '') {
    project.provide('databaseAdminUrl', given);
    return async () => undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-api-'));
  // The server runs as another user when the tests run as root.
  await chmod(folder, 0o755);
  const server = await startPostgres({ dataDir: join(folder, 'data'), fsync: false });
  project.provide('databaseAdminUrl', server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
