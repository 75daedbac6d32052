import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';

/** The built API. */
export const API_MAIN = join(repositoryRoot, 'apps/api/dist/main.js');

/** The built worker. */
export const WORKER_MAIN = join(repositoryRoot, 'apps/worker/dist/main.js');

/** Throws when the programs have not been built. */
export function requireBuild(): void {
  const missing = [API_MAIN, WORKER_MAIN].filter((path) => !existsSync(path));
  if (missing.length > 0) {
    throw new Error(`not built: ${missing.join(', ')}; run "npm run build"`);
  }
}
