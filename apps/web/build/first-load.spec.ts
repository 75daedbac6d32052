import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { complaint, firstLoad, type BuiltChunk } from './first-load.js';

const NO_STYLES = new Map<string, string>();
const chunk = (
  fileName: string,
  modules: string[],
  imports: string[] = [],
  styles: string[] = [],
): BuiltChunk => ({
  fileName,
  code: `/* ${fileName} */`,
  imports,
  modules,
  styles,
});
const CHUNKS = [
  chunk('main.js', ['src/main.tsx'], ['react.js'], ['all.css']),
  chunk('react.js', ['node_modules/react/index.js']),
  chunk('list.js', ['src/list.tsx'], ['react.js', 'table.js']),
  chunk('table.js', ['node_modules/antd/table.js']),
  chunk('charts.js', ['node_modules/recharts/index.js'], ['react.js'], ['charts.css']),
];
const NEEDED = [/main\.tsx$/, /list\.tsx$/];
const size = (text: string): number => gzipSync(text).length;

describe('the first load (W-07)', () => {
  it('is the entry, the page, all that they import, and the styles; each once', () => {
    const { files, gzipBytes } = firstLoad(
      CHUNKS,
      new Map([
        ['all.css', 'a{}'],
        ['charts.css', 'b{}'],
      ]),
      NEEDED,
      {},
    );
    expect(files.map(({ name }) => name).toSorted()).toEqual([
      'all.css',
      'list.js',
      'main.js',
      'react.js',
      'table.js',
    ]);
    const scripts = ['main', 'react', 'list', 'table'].map((name) => size(`/* ${name}.js */`));
    expect(gzipBytes).toBe(scripts.reduce((sum, bytes) => sum + bytes, size('a{}')));
  });

  it('is fine within its bounds', () => {
    expect(complaint(firstLoad(CHUNKS, NO_STYLES, NEEDED, { charts: /recharts/ }), 10_000)).toBeNull();
  });

  it('may not grow', () => {
    expect(complaint(firstLoad(CHUNKS, NO_STYLES, NEEDED, {}), 100)).toContain('more than 100');
  });

  it('may not hold what belongs to other pages', () => {
    const load = firstLoad(CHUNKS, NO_STYLES, NEEDED, { table: /antd\/table/ });
    expect(complaint(load, 10_000)).toContain('table (node_modules/antd/table.js) is in the first load');
  });

  it('names a page that is gone, and does not pass without it', () => {
    expect(() => firstLoad(CHUNKS, NO_STYLES, [/gone\.tsx$/], {})).toThrow('gone');
  });
});
