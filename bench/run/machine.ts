import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { repositoryRoot } from '@slipstream/stack';
import type { Machine } from '../core/results-file.ts';

/** What figures are measured on. */
export function machine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 1e9),
    kernel: release(),
    node: process.versions.node,
    java: /version "([^"]+)"/.exec(said('java', ['-version']))?.[1] ?? 'unknown',
  };
}

/** The commit that is checked out. */
export function commitOf(): string {
  return said('git', ['-C', repositoryRoot, 'rev-parse', '--short', 'HEAD']).trim();
}

/** What a program prints on either stream (Java tells its version on standard error). */
function said(command: string, args: readonly string[]): string {
  return execFileSync('sh', ['-c', '"$0" "$@" 2>&1', command, ...args], { encoding: 'utf8' });
}
