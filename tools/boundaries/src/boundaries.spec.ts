import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const DEPCRUISE = join(ROOT, 'node_modules/.bin/depcruise');

/** Runs the repository's import rules over the temporary checkout. */
function cruise(outputType: 'json' | 'err'): { stdout: string; status: number | null } {
  for (const place of ['apps', 'libs']) mkdirSync(join(checkout, place), { recursive: true });
  const args = [DEPCRUISE, 'apps', 'libs', '--config', CONFIG, '--output-type', outputType];
  return spawnSync(process.execPath, args, { cwd: checkout, encoding: 'utf8' });
}

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'boundaries-'));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

/** Names of the rules that are broken when `from` imports `to`. */
function broken(from: string, to: string): string[] {
  write(to, 'export const value = 1;\n');
  write(from, `import { value } from '${specifier(from, to)}';\nexport const other = value;\n`);
  const { summary } = JSON.parse(cruise('json').stdout) as {
    summary: { totalCruised: number; violations: { rule: { name: string } }[] };
  };
  expect(summary.totalCruised).toBeGreaterThanOrEqual(2);
  return summary.violations.map(({ rule }) => rule.name);
}

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

describe('import rules', () => {
  it.each([
    ['apps/web/src/page.ts', 'libs/database/src/index.ts', 'web-imports-shared'],
    ['apps/web/src/page.ts', 'libs/shared/src/dto.ts', 'no-node-in-the-browser'],
    ['apps/api/src/tasks.ts', 'libs/replication/src/index.ts', 'api-imports'],
    ['apps/api/src/tasks.ts', 'libs/replication/src/progress/progress-engine.ts', 'api-imports'],
    ['apps/worker/src/main.ts', 'apps/api/src/main.ts', 'worker-imports-libs'],
    [
      'libs/replication/src/engine.ts',
      'libs/rocketmq-remoting/src/network/connection.ts',
      'replication-is-pure',
    ],
    ['libs/replication/src/engine.ts', 'libs/database/src/index.ts', 'replication-is-pure'],
    ['libs/rocketmq-remoting/src/client.ts', 'libs/shared/src/index.ts', 'remoting-imports-nothing'],
    ['libs/shared/src/index.ts', 'libs/database/src/index.ts', 'shared-imports-nothing'],
    ['libs/database/src/index.ts', 'libs/replication/src/index.ts', 'database-imports-shared'],
  ])('%s may not import %s', (from, to, rule) => {
    expect(broken(from, to)).toContain(rule);
  });

  it.each([
    ['apps/worker/src/main.ts', 'libs/replication/src/index.ts'],
    ['apps/api/src/tasks.ts', 'libs/rocketmq-remoting/src/index.ts'],
    ['apps/api/src/tasks.ts', 'libs/replication/src/progress/index.ts'],
    ['libs/replication/src/engine.ts', 'libs/rocketmq-remoting/src/message.ts'],
    ['apps/web/src/page.ts', 'libs/shared/src/index.ts'],
  ])('%s may import %s', (from, to) => {
    expect(broken(from, to)).toEqual([]);
  });

  it('circles are found', () => {
    write('libs/shared/src/a.ts', "import './b.ts';\nexport {};\n");
    write('libs/shared/src/b.ts', "import './a.ts';\nexport {};\n");
    const run = cruise('err');
    expect(run.stdout).toContain('no-circular');
    expect(run.status).not.toBe(0);
  });

  it('sockets have no place in the engine', () => {
    write(
      'libs/replication/src/engine.ts',
      "import { connect } from 'node:net';\nexport const open = connect;\n",
    );
    expect(cruise('err').stdout).toContain('no-io-in-the-engine');
  });
});
