import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of the programs that the search path has. */
export function findOnPath(
  names: readonly string[],
  searchPath = process.env['PATH'] ?? '',
): string | undefined {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

async function installOnDebian(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    return;
  }
  console.error("no browser found: installing Debian's chromium (apt-get install chromium) ...");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = promisify(execFile);
  try {
    await run('apt-get', ['update', '-q'], { env, maxBuffer: 64 * 1024 * 1024 });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    console.error(
      `apt-get could not install chromium: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function playwrightsOwn(): string | undefined {
  const cache = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache', 'ms-playwright');
  return globSync(join(cache, 'chromium-*', 'chrome-linux*', 'chrome')).find(isExecutable);
}

/**
 * The path of a Chromium: CHROMIUM_PATH, else one on PATH, else Debian's (installed when we are root), else the one
 * that Playwright has downloaded; an error that says what to do otherwise.
 */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (!isExecutable(named)) {
      throw new Error(`CHROMIUM_PATH names ${named}, which is not a program`);
    }
    return named;
  }
  const found = findOnPath(NAMES);
  if (found !== undefined) {
    return found;
  }
  await installOnDebian();
  const browser = findOnPath(NAMES) ?? playwrightsOwn();
  if (browser === undefined) {
    throw new Error(
      'no Chromium found: install one (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) ' +
        'or set CHROMIUM_PATH to its program',
    );
  }
  return browser;
}
