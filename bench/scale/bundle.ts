import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import { build } from 'vite';

/** The processes of the benchmark, made of the sources as they are. */
export interface Programs {
  brokers: string;
  engine: string;
  remove(): Promise<void>;
}

/** Bundles them, so that nothing has to be built before. */
export async function bundlePrograms(): Promise<Programs> {
  // Inside the checkout, so that what is not bundled is found.
  const folder = await mkdtemp(join(repositoryRoot, '.cache', 'scale-'));
  const here = join(repositoryRoot, 'bench', 'scale');
  await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    ssr: { resolve: { conditions: ['@slipstream/source'] }, noExternal: [/^@slipstream\//] },
    build: {
      ssr: true,
      outDir: folder,
      minify: false,
      rollupOptions: {
        input: { brokers: join(here, 'brokers-process.ts'), engine: join(here, 'engine-process.ts') },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  });
  return {
    brokers: join(folder, 'brokers.mjs'),
    engine: join(folder, 'engine.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
