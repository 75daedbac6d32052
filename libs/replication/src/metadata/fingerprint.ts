import { hash } from 'node:crypto';

/** Turns the text of a value into what can be stored of it. */
export type Digest = (text: string) => string;

/** For values that hold no secret. */
export const plainDigest: Digest = (text) => hash('sha256', text, 'base64url').slice(0, 22);

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`;
}
