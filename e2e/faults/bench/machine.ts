import { existsSync } from 'node:fs';
import { NetworkLab } from './network-lab.ts';

/** What a machine has to offer for a fault; rows without it are reported as not run. */
export type Need = 'namespaces' | 'faketime' | 'loop-devices';

const FAKETIME = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
];

/** The library that shifts a process's clock; undefined when it is not installed. */
export function faketimeLibrary(): string | undefined {
  return FAKETIME.find((path) => existsSync(path));
}

/** What this machine cannot do, and why. */
export function missingNeeds(): ReadonlyMap<Need, string> {
  const namespaces = NetworkLab.missing();
  return new Map<Need, string>([
    ...(namespaces === undefined ? [] : [['namespaces', namespaces] as const]),
    ...(faketimeLibrary() === undefined ? [['faketime', 'libfaketime is not installed'] as const] : []),
    ...(process.platform === 'linux' && process.getuid?.() === 0
      ? []
      : [['loop-devices', 'a small filesystem needs root on Linux'] as const]),
  ]);
}
