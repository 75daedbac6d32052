import type { Plugin } from 'vite';

/** An import of a library's file that brings along what the console does not need. */
interface Import {
  /** The file that imports. */
  importer: RegExp;
  /** The import as it is written there. */
  source: string;
}

/**
 * A part that a library's file imports for a use that the console does not make of it, with the names that are imported besides the
 * default; or where what it takes stands instead.
 */
export type LeftOut = Import & ({ use: string; exports?: readonly string[] } | { instead: string });

const PREFIX = '\0left-out:';

/** Builds without parts of libraries that nothing uses, and that a bundler cannot know of. To use one all the same says so. */
export function leaveOut(parts: readonly LeftOut[]): Plugin {
  const found = new Set<LeftOut>();
  return {
    name: 'slipstream-leave-out',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      const part = parts.find((one) => one.source === source && one.importer.test(importer ?? ''));
      if (part === undefined) return null;
      found.add(part);
      if ('instead' in part) return await this.resolve(part.instead, importer);
      return PREFIX + [part.use, ...(part.exports ?? [])].join(':');
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const [use, ...names] = id.slice(PREFIX.length).split(':');
      const message = `${use}: left out of the build, see vite.config.ts`;
      return [
        `export default function LeftOut() { throw new Error(${JSON.stringify(message)}); }`,
        ...names.map((name) => `export { LeftOut as ${name} };`),
      ].join('\n');
    },
    buildEnd(error) {
      const unknown = parts.filter((part) => !found.has(part));
      if (error === undefined && unknown.length > 0)
        this.error(
          `nothing imports what is to be left out: ${unknown.map(({ source }) => source).join(', ')}`,
        );
    },
  };
}
