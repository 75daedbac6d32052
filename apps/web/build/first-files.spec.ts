import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstFiles } from './first-files.js';

let root: string;
let html: string;
let chunks: Rolldown.OutputChunk[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'slipstream-web-'));
  const file = (name: string, text: string): void => writeFileSync(join(root, name), text);
  file('index.html', '<head></head><script type="module" src="/main.ts"></script>');
  file('main.ts', 'console.log("asked"); void import("./start.ts");');
  file(
    'start.ts',
    'import "./start.css"; import "./shared.ts"; console.log("started"); void import("./later.ts");',
  );
  file('start.css', 'body { color: red }');
  file('shared.ts', 'console.log("shared");');
  file('later.ts', 'import "./shared.ts"; console.log("later");');
  const built = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [firstFiles(/start\.ts$/)],
    build: {
      write: false,
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', test: /shared\.ts$/ }] } } },
    },
  });
  if (!('output' in built)) throw new Error('no output');
  chunks = built.output.filter((one) => one.type === 'chunk');
  const page = built.output.find((one) => one.fileName === 'index.html');
  html = page?.type === 'asset' ? String(page.source) : '';
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const codeWith = (text: string): string => chunks.find(({ code }) => code.includes(text))?.code ?? '';

describe('the files that a page begins with (W-07)', () => {
  it('are known to the browser before the entry runs: scripts and styles, and none that comes later', () => {
    expect(html).toMatch(/rel="modulepreload"[^>]*href="\/assets\/start-[^"]+\.js"/);
    expect(html).toMatch(/rel="modulepreload"[^>]*href="\/assets\/shared-[^"]+\.js"/);
    expect(html).toMatch(/rel="stylesheet"[^>]*href="\/assets\/[^"]+\.css"/);
    expect(html).not.toContain('/assets/later-');
  });

  it('are compiled while they arrive; others when they are called', () => {
    expect(codeWith('started')).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
    expect(codeWith('shared')).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
    expect(codeWith('later')).not.toContain('allFunctionsCalledOnLoad');
  });
});
