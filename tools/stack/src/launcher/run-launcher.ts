import { takeDataFolder, type DataFolder } from './data-folder.ts';
import { commandStartedAt, Progress } from './progress.ts';
import { launcherSettings, type LauncherSettings } from './settings.ts';
import { StopList, stopOnSignals } from './shutdown.ts';
import type { LauncherContext } from './start-slipstream.ts';

/**
 * Runs a launcher program: takes the data folder, stops everything on a signal or when `body` fails, and then ends
 * with code 0 or 1. While all is well it runs until it is told to stop.
 */
export async function runLauncher(
  defaultDataDir: string,
  body: (context: LauncherContext) => Promise<void>,
  take: (settings: LauncherSettings, say: (text: string) => void) => Promise<DataFolder> = (settings, say) =>
    takeDataFolder(settings.dataDir, say),
): Promise<void> {
  const progress = new Progress(commandStartedAt(process.env));
  const say = (text: string): void => progress.say(text);
  const stopList = new StopList();
  const stop = async (): Promise<void> => {
    await stopList.stopAll(say);
    progress.say('stopped');
  };
  stopOnSignals(stop);
  try {
    const settings = launcherSettings(process.env, defaultDataDir, process.cwd());
    const folder = await take(settings, say);
    stopList.add('the launcher', async () => folder.release());
    await body({ settings, folder, progress, stopList });
  } catch (error) {
    console.error(`\nSlipstream did not start: ${error instanceof Error ? error.message : String(error)}\n`);
    await stop();
    process.exit(1);
  }
  // Children and timers are not enough to stay when all of them are being restarted.
  setInterval(() => undefined, 60_000);
}
