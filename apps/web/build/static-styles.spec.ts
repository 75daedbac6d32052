import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staticStyles } from './static-styles.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'static-styles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a build has the styles of the parts of Ant Design that are in it', () => {
  it('as style sheets in one layer, and not what would make them', async () => {
    const { css, code } = await built('switch');
    expect(css).toMatch(/^@layer antd\{/);
    expect(css).toContain('.ant-switch-checked');
    expect(css).not.toContain('.ant-picker');
    expect(code).toContain('component: "Switch"');
    expect(code).not.toContain('insetInlineStart:');
  }, 60_000);

  it('and fails for one whose class nobody has said', async () => {
    await expect(built('rate')).rejects.toThrow(
      'Rate-Rate has no style: add the class of such parts in build/style-prefixes.ts',
    );
  }, 60_000);
});

/** What a build of one part comes to. */
async function built(part: string): Promise<{ css: string; code: string }> {
  const path = createRequire(import.meta.url).resolve(`antd/es/${part}/index.js`);
  writeFileSync(join(folder, 'main.js'), `export { default } from ${JSON.stringify(path)};\n`);
  const output = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [staticStyles()],
    build: {
      write: false,
      lib: { entry: 'main.js', formats: ['es'], fileName: 'main' },
      rolldownOptions: { external: ['react', 'react-dom', /^react\//] },
    },
  });
  const [first] = Array.isArray(output) ? output : [output];
  if (first === undefined || !('output' in first)) throw new Error('no output');
  const texts = (type: 'asset' | 'chunk'): string =>
    first.output
      .filter((file) => file.type === type)
      .map((file) => (file.type === 'chunk' ? file.code : String(file.source)))
      .join('\n');
  return { css: texts('asset'), code: texts('chunk') };
}
