import { gzipSync } from 'node:zlib';

/** What the first load needs to know of a chunk that the bundler wrote. */
export interface BuiltChunk {
  fileName: string;
  code: string;
  /** Chunks that it cannot run without. */
  imports: readonly string[];
  /** Paths of the source files in it. */
  modules: readonly string[];
  /** Names of the style sheets that come with it. */
  styles: readonly string[];
}

/** What a visitor's browser loads to show one page. */
export interface FirstLoad {
  files: { name: string; gzipBytes: number }[];
  gzipBytes: number;
  /** Forbidden parts that are in it. */
  unwanted: string[];
}

/**
 * Adds up what has to arrive before a page shows: the chunks that hold its modules, all that these import, and the styles.
 *
 * @param chunks all scripts of the build
 * @param styles all of its style sheets by name
 * @param needed files of which the page is made (the entry, the page, the words of one language)
 * @param unwanted parts that have to stay out of it, each by a pattern of source paths
 */
export function firstLoad(
  chunks: readonly BuiltChunk[],
  styles: ReadonlyMap<string, string>,
  needed: readonly RegExp[],
  unwanted: Readonly<Record<string, RegExp>>,
): FirstLoad {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set<BuiltChunk>();
  const visit = (chunk: BuiltChunk | undefined): void => {
    if (chunk === undefined || loaded.has(chunk)) return;
    loaded.add(chunk);
    for (const name of chunk.imports) visit(byName.get(name));
  };
  for (const pattern of needed) {
    const holders = chunks.filter(({ modules }) => modules.some((path) => pattern.test(path)));
    if (holders.length === 0) throw new Error(`no chunk holds ${pattern}, which the first page is made of`);
    holders.forEach(visit);
  }
  const sheets = new Set([...loaded].flatMap((chunk) => chunk.styles));
  const files = [
    ...loaded,
    ...[...sheets].map((fileName) => ({ fileName, code: styles.get(fileName) ?? '' })),
  ]
    .map(({ fileName, code }) => ({ name: fileName, gzipBytes: gzipSync(code).length }))
    .toSorted((one, other) => other.gzipBytes - one.gzipBytes);
  const paths = [...loaded].flatMap(({ modules }) => modules);
  return {
    files,
    gzipBytes: files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0),
    unwanted: Object.entries(unwanted).flatMap(([part, pattern]) => {
      const found = paths.find((path) => pattern.test(path));
      return found === undefined ? [] : [`${part} (${found})`];
    }),
  };
}

/** Says what is wrong with a first load; null when it is within its bounds. */
export function complaint(load: FirstLoad, budgetBytes: number): string | null {
  const faults = load.unwanted.map((part) => `${part} is in the first load`);
  if (load.gzipBytes > budgetBytes)
    faults.push(`the first load has ${load.gzipBytes} bytes gzip, more than ${budgetBytes}`);
  if (faults.length === 0) return null;
  const largest = load.files.slice(0, 8).map(({ name, gzipBytes }) => `  ${gzipBytes} ${name}`);
  return [...faults, 'largest files:', ...largest].join('\n');
}
