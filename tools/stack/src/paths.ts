import { join, resolve } from 'node:path';

/** The folder of the checkout. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** Where downloads live that every checkout can make again. */
export const cacheFolder = join(repositoryRoot, '.cache');
