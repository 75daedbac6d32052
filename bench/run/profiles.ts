import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { selfTimes, type CpuProfile } from '../core/cpu-profile.ts';

const LINES = 30;

/** Prints where the processes of the workers spent their time, by the profiles in a folder. */
export function printProfiles(folder: string): void {
  const profiles = readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name): CpuProfile => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  for (const { place, seconds, share } of selfTimes(profiles).slice(0, LINES))
    console.log(`${(share * 100).toFixed(1).padStart(5)} % ${seconds.toFixed(2).padStart(7)} s  ${place}`);
}
