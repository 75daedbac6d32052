import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compressFiles } from './compress-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-web-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('puts compressed twins beside the files that gain by it', async () => {
  const script = 'export const words = "offset";\n'.repeat(100);
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets', 'app.js'), script);
  await writeFile(join(folder, 'short.js'), 'export {};');
  await writeFile(join(folder, 'picture.png'), Buffer.alloc(4096));
  expect(await compressFiles(folder)).toBe(1);
  expect((await readdir(folder)).toSorted()).toEqual(['assets', 'picture.png', 'short.js']);
  const twin = (ending: string): Promise<Buffer> => readFile(join(folder, 'assets', `app.js${ending}`));
  expect(brotliDecompressSync(await twin('.br')).toString()).toBe(script);
  expect(gunzipSync(await twin('.gz')).toString()).toBe(script);
});
