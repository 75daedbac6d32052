import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveOut, type LeftOut } from './leave-out.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leave-out-'));
  writeFileSync(join(folder, 'main.js'), "import tree from './tree.js';\nexport const used = tree;\n");
  writeFileSync(join(folder, 'tree.js'), "export default 'the whole tree';\n");
  writeFileSync(join(folder, 'leaf.js'), "export default 'a leaf';\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('parts of libraries that nothing uses stay out of the build', () => {
  it('and say so when something uses one all the same', async () => {
    const code = await built({ importer: /main\.js$/, source: './tree.js', use: 'a filter tree' });
    expect(code).not.toContain('the whole tree');
    expect(code).toContain('a filter tree: left out of the build, see vite.config.ts');
  });

  it('with all the names that are imported from them', async () => {
    writeFileSync(
      join(folder, 'main.js'),
      "import tree, { keysOf } from './tree.js';\nexport default [tree, keysOf];\n",
    );
    const code = await built({
      importer: /main\.js$/,
      source: './tree.js',
      use: 'a filter tree',
      exports: ['keysOf'],
    });
    expect(code).toContain('a filter tree: left out of the build, see vite.config.ts');
  });

  it('or give way to the little that is needed', async () => {
    const code = await built({ importer: /main\.js$/, source: './tree.js', instead: './leaf.js' });
    expect(code).not.toContain('the whole tree');
    expect(code).toContain('a leaf');
  });

  it('only where the file that is named imports them', async () => {
    await expect(built({ importer: /other\.js$/, source: './tree.js', use: 'a tree' })).rejects.toThrow(
      'nothing imports what is to be left out: ./tree.js',
    );
  });
});

/** What a build of `main.js` comes to. */
async function built(part: LeftOut): Promise<string> {
  const output = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [leaveOut([part])],
    build: { write: false, minify: false, lib: { entry: 'main.js', formats: ['es'], fileName: 'main' } },
  });
  const [first] = Array.isArray(output) ? output : [output];
  if (first === undefined || !('output' in first)) throw new Error('no output');
  return first.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n');
}
