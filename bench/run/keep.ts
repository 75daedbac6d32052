import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import { copyTables, delayTables } from '../core/markdown.ts';
import { merged, type ResultsFile } from '../core/results-file.ts';
import { commitOf, machine } from './machine.ts';
import { writeFormatted, writePart } from './page.ts';

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
  await writeFormatted(path, JSON.stringify(file));
  if (file.runs.length > 0) await writePart('bench-copy', copyTables(file));
  if (file.delay !== undefined) await writePart('bench-delay', delayTables(file, file.delay));
}
