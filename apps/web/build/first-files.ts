import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

/**
 * Tells V8 to compile all functions of a script in the background while it arrives, rather than each one on the main thread when it is
 * first called (https://v8.dev/blog/explicit-compile-hints). Other engines take it for a comment.
 */
const COMPILE_AHEAD = '//# allFunctionsCalledOnLoad\n';

/**
 * The entry is small and imports the console itself, so that it can ask for data meanwhile. Browsers learn of the console's files by the
 * page itself all the same, and compile them as they come.
 *
 * @param start module that the entry imports
 */
export function firstFiles(start: RegExp): Plugin {
  return {
    name: 'slipstream-first-files',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (bundle === undefined) return [];
        const chunks = firstChunks(bundle, start);
        const scripts = chunks.map(({ fileName }) => link('modulepreload', fileName));
        const styles = new Set(chunks.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
        return [...scripts, ...[...styles].map((name) => link('stylesheet', name))].filter(
          ({ attrs }) => !html.includes(`"${String(attrs?.['href'])}"`),
        );
      },
    },
    generateBundle: {
      // The hint counts in the first line only, and Vite writes there, too.
      order: 'post',
      handler(_options, bundle) {
        for (const chunk of firstChunks(bundle, start)) chunk.code = COMPILE_AHEAD + chunk.code;
      },
    },
  };
}

function link(rel: string, fileName: string): HtmlTagDescriptor {
  return { tag: 'link', injectTo: 'head', attrs: { rel, crossorigin: true, href: `/${fileName}` } };
}

/** The chunk that the entry imports, and all that it imports statically. */
function firstChunks(bundle: Rolldown.OutputBundle, start: RegExp): Rolldown.OutputChunk[] {
  const found = new Map<string, Rolldown.OutputChunk>();
  const visit = (chunk: Rolldown.OutputAsset | Rolldown.OutputChunk | undefined): void => {
    if (chunk?.type !== 'chunk' || found.has(chunk.fileName)) return;
    found.set(chunk.fileName, chunk);
    for (const name of chunk.imports) visit(bundle[name]);
  };
  for (const file of Object.values(bundle))
    if (file.type === 'chunk' && start.test(file.facadeModuleId ?? '')) visit(file);
  if (found.size === 0) throw new Error(`no chunk begins with ${start}, which the entry is to import`);
  return [...found.values()];
}
