import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import { format, resolveConfig } from 'prettier';
import { replaceBetweenMarks } from '../core/markdown.ts';

const PAGE = join(repositoryRoot, 'docs/performance.md');

/** Puts a text between the marks of a name in `docs/performance.md`. */
export async function writePart(name: string, text: string): Promise<void> {
  await writeFormatted(PAGE, replaceBetweenMarks(readFileSync(PAGE, 'utf8'), name, text));
}

/** Writes a file as Prettier wants it. */
export async function writeFormatted(path: string, text: string): Promise<void> {
  const options = await resolveConfig(path);
  writeFileSync(path, await format(text, { ...options, filepath: path }));
}
