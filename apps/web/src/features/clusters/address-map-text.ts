import type { AddressMapEntry } from '@slipstream/shared';

/** Between the two addresses of a line: white space, a comma, `=`, or an arrow. */
const LINE = /^(\S+?)\s*(?:->|=>|→|=|,|\t|\s)\s*(\S+)$/u;

/** Reads pasted lines of `from to` (also `from -> to`, `from=to`, `from,to`); null when they are none. */
export function parseAddressLines(text: string): AddressMapEntry[] | null {
  const lines = text
    .split(/[\r\n;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const entries: AddressMapEntry[] = [];
  for (const line of lines) {
    const match = LINE.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) return null;
    entries.push({ from: match[1], to: match[2] });
  }
  return entries.length === 0 ? null : entries;
}
