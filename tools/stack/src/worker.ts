import { hostname } from 'node:os';
import { besideOwner, readDatabaseUrl } from './launcher/data-folder.ts';
import { requireBuild } from './launcher/programs.ts';
import { runLauncher } from './launcher/run-launcher.ts';
import { startWorker } from './launcher/start-slipstream.ts';

await runLauncher(
  '.data',
  async (context) => {
    requireBuild();
    const databaseUrl = context.settings.databaseUrl ?? readDatabaseUrl(context.folder);
    if (databaseUrl === undefined) {
      throw new Error(
        'DATABASE_URL is needed: the PostgreSQL of the Slipstream that this worker joins (and SLIPSTREAM_SECRET_KEY, its key)',
      );
    }
    const name = `worker-${hostname()}-${process.pid}`;
    await context.progress.during('worker', () => startWorker(context, databaseUrl, name));
    console.log(`\n  one more worker runs: ${name}\n  Ctrl-C stops it\n`);
  },
  async (settings) => besideOwner(settings.dataDir),
);
