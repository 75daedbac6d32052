import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import { build } from 'vite';

/** One deliberate fault in the code under test. */
export interface SourceChange {
  /** From the root of the checkout. */
  file: string;
  find: string;
  replace: string;
}

/** A program made of the simulation and the code it runs. */
export interface Bundle {
  path: string;
  remove(): Promise<void>;
}

const ENTRY = join(repositoryRoot, 'apps/worker/src/simulation/seeds-process.ts');

/** The change does not fit the source any more: the mutant would be no mutant. */
export class ChangeMismatchError extends Error {
  constructor({ file, find }: SourceChange, occurrences: number) {
    super(`${file} has ${occurrences} places that read ${JSON.stringify(find)}; exactly one was expected`);
    this.name = 'ChangeMismatchError';
  }
}

/** @throws ChangeMismatchError when the text to be changed is not found exactly once */
export function checkChange(change: SourceChange): void {
  const occurrences = readFileSync(join(repositoryRoot, change.file), 'utf8').split(change.find).length - 1;
  if (occurrences !== 1) throw new ChangeMismatchError(change, occurrences);
}

/**
 * Bundles the simulation with the engine's and the worker's sources, so that a process starts at once and a change
 * concerns nobody else.
 *
 * @throws ChangeMismatchError when a change's text is not found exactly once
 */
export async function bundleSimulation(changes: readonly SourceChange[] = []): Promise<Bundle> {
  for (const change of changes) checkChange(change);
  // Inside the checkout, so that what is not bundled is found.
  const folder = await mkdtemp(join(repositoryRoot, '.cache', 'simulation-'));
  await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    ssr: {
      resolve: { conditions: ['@slipstream/source'] },
      noExternal: [/^@slipstream\//],
      external: ['typeorm', 'pg', 'reflect-metadata'],
    },
    plugins: [
      {
        name: 'change-sources',
        enforce: 'pre',
        transform(code, id) {
          const own = changes.filter(({ file }) => id === join(repositoryRoot, file));
          return own.length === 0
            ? null
            : own.reduce((text, { find, replace }) => text.replace(find, () => replace), code);
        },
      },
    ],
    build: {
      ssr: ENTRY,
      outDir: folder,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'simulation.mjs' } },
    },
  });
  return { path: join(folder, 'simulation.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}
