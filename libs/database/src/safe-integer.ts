import type { ValueTransformer } from 'typeorm';

/**
 * Reads a PostgreSQL bigint as a JS number.
 *
 * @throws RangeError above 2^53 - 1: no offset and no count of ours gets there (docs/adr/0001)
 */
export function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`);
  return value;
}

/** Maps a bigint column to number, whichever parser the driver has. */
export const safeInteger: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (typeof value === 'string' ? toSafeInteger(value) : value),
};
