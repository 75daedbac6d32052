import { existsSync, globSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeDataFolder, type DataFolder } from '../launcher/data-folder.ts';
import { endOrphan } from '../process/pid-file.ts';
import { endOrphanBackends, endOrphanServer } from '../postgres/orphans.ts';

const MARKER = 'slipstream-demo';
const TAKEN = 'run';

/**
 * Takes the demo's folder and empties it: every demo starts clean. A folder that holds something else is refused.
 * What a killed demo left running is ended first.
 */
export async function takeDemoFolder(dir: string, say: (text: string) => void): Promise<DataFolder> {
  mkdirSync(dir, { recursive: true });
  if (!existsSync(join(dir, MARKER)) && readdirSync(dir).length > 0) {
    throw new Error(
      `${dir} holds data that is not the demo's; the demo empties its folder, so give it one of its own`,
    );
  }
  writeFileSync(join(dir, MARKER), 'Emptied at the start of every demo.\n');
  const folder = await takeDataFolder(dir, say);
  for (const pidFile of globSync(join(dir, 'rocketmq-*', '*.pid'))) {
    await endOrphan(pidFile, dir, 'SIGKILL');
  }
  if (existsSync(folder.postgres)) {
    await endOrphanServer(folder.postgres);
    await endOrphanBackends(folder.postgres);
  }
  for (const name of readdirSync(dir).filter((entry) => entry !== MARKER && entry !== TAKEN)) {
    rmSync(join(dir, name), { recursive: true, force: true });
  }
  return folder;
}
