import type { Plugin, Rolldown } from 'vite';
import { compressFiles } from './compress-files.js';
import { complaint, firstLoad, type BuiltChunk } from './first-load.js';

interface Bounds {
  /** Files that the first page is made of. */
  needed: readonly RegExp[];
  /** Parts that belong to other pages, by a pattern of their files' paths. */
  unwanted: Readonly<Record<string, RegExp>>;
  /** What the first page may weigh, bytes after gzip. */
  budgetBytes: number;
}

/** Fails a build whose first page has become heavy, and writes compressed twins of the files for the API to serve. */
export function lightPlugin({ needed, unwanted, budgetBytes }: Bounds): Plugin {
  return {
    name: 'slipstream-light',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks: BuiltChunk[] = [];
      const styles = new Map<string, string>();
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') chunks.push(builtChunk(file));
        else if (file.fileName.endsWith('.css')) styles.set(file.fileName, String(file.source));
      }
      const load = firstLoad(chunks, styles, needed, unwanted);
      const wrong = complaint(load, budgetBytes);
      if (wrong !== null) this.error(wrong);
      this.info(`first load: ${load.gzipBytes} bytes gzip in ${load.files.length} files`);
    },
    async writeBundle({ dir }) {
      if (dir !== undefined) await compressFiles(dir);
    },
  };
}

function builtChunk({ fileName, code, imports, modules, viteMetadata }: Rolldown.OutputChunk): BuiltChunk {
  return {
    fileName,
    code,
    imports,
    modules: Object.keys(modules),
    styles: [...(viteMetadata?.importedCss ?? [])],
  };
}
