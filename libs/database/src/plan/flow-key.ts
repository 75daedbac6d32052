import { randomInt } from 'node:crypto';

/** Number of shards of every flow. */
export const SHARDS_PER_FLOW = 4;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A new flow key: 10 random characters of `[a-z0-9]`, unique over all installations (52 bits). */
export function newFlowKey(): string {
  return Array.from({ length: 10 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}
