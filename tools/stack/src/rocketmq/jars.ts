import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../paths.ts';
import { pomOf, type RocketmqVersion } from './versions.ts';

const DOWNLOAD_MS = 15 * 60_000;
const running = new Map<string, Promise<string>>();

async function download(what: string, pom: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'download-'));
  try {
    writeFileSync(join(work, 'pom.xml'), pom);
    await promisify(execFile)(
      'mvn',
      ['-B', '-q', 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`],
      {
        cwd: work,
        timeout: DOWNLOAD_MS,
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    // Another process may have been faster; its jars are the same.
    if (!existsSync(join(folder, 'jars'))) {
      renameSync(join(work, 'jars'), join(folder, 'jars'));
    }
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: string | number; stdout?: string; stderr?: string };
    if (code === 'ENOENT') {
      throw new Error('Maven is needed to fetch RocketMQ: install "mvn" (Debian: apt-get install maven)', {
        cause: error,
      });
    }
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`Maven could not fetch ${what}:\n${said}`, { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The folder with a version's jars; fetched by Maven on the first use and kept in the checkout's cache folder. */
export function rocketmqJars(version: RocketmqVersion): Promise<string> {
  return jarsIn(version, `RocketMQ ${version}`, pomOf(version));
}

/** The folder with a version's examples, its benchmarks among them, and all that they need. */
export function rocketmqExampleJars(version: RocketmqVersion): Promise<string> {
  const pom = pomOf(version, ['rocketmq-example']);
  return jarsIn(`${version}-example`, `the examples of RocketMQ ${version}`, pom);
}

function jarsIn(name: string, what: string, pom: string): Promise<string> {
  const folder = join(cacheFolder, 'rocketmq', name);
  const jars = join(folder, 'jars');
  if (existsSync(jars)) {
    return Promise.resolve(jars);
  }
  let pending = running.get(name);
  if (pending === undefined) {
    pending = download(what, pom, folder)
      .then(() => jars)
      .finally(() => running.delete(name));
    running.set(name, pending);
  }
  return pending;
}

/** Whether a version's jars are in the cache already. */
export function hasRocketmqJars(version: RocketmqVersion): boolean {
  return existsSync(join(cacheFolder, 'rocketmq', version, 'jars'));
}
