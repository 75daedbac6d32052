import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import { format, resolveConfig } from 'prettier';
import { copyTables, delayTables, replaceBetweenMarks } from '../core/markdown.ts';
import { merged, type Machine, type ResultsFile } from '../core/results-file.ts';

const PAGE = join(repositoryRoot, 'docs/performance.md');
const RESULTS = join(repositoryRoot, 'bench/results');

/** Keeps results under a name, with what was kept there before, and writes them into `docs/performance.md`. */
export async function keep(
  name: string,
  now: Pick<ResultsFile, 'sourceVersion' | 'targetVersion' | 'runs' | 'delay'>,
) {
  const path = join(RESULTS, `${name}.json`);
  const old = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ResultsFile) : undefined;
  const date = new Date().toISOString().slice(0, 10);
  const file = merged(old, { date, commit: commitOf(), machine: machine(), ...now });
  mkdirSync(RESULTS, { recursive: true });
  await write(path, JSON.stringify(file));
  let page = readFileSync(PAGE, 'utf8');
  if (file.runs.length > 0) page = replaceBetweenMarks(page, 'bench-copy', copyTables(file));
  if (file.delay !== undefined)
    page = replaceBetweenMarks(page, 'bench-delay', delayTables(file, file.delay));
  await write(PAGE, page);
}

async function write(path: string, text: string): Promise<void> {
  const options = await resolveConfig(path);
  writeFileSync(path, await format(text, { ...options, filepath: path }));
}

function machine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 1e9),
    kernel: release(),
    node: process.versions.node,
    java: /version "([^"]+)"/.exec(said('java', ['-version']))?.[1] ?? 'unknown',
  };
}

function commitOf(): string {
  return said('git', ['-C', repositoryRoot, 'rev-parse', '--short', 'HEAD']).trim();
}

/** What a program prints on either stream (Java tells its version on standard error). */
function said(command: string, args: readonly string[]): string {
  return execFileSync('sh', ['-c', '"$0" "$@" 2>&1', command, ...args], { encoding: 'utf8' });
}
