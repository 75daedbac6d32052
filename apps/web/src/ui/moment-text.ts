import { formatMoment, zoneName } from './format.js';

/** A moment in UTC, to the second: `2026-11-21 12:42:33 UTC`. */
export function formatUtc(at: string | number | Date): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** What stands behind a moment on hover: in the user's zone with its name, and in UTC; a line each. */
export function momentHint(at: string | number | Date): string {
  return `${formatMoment(at)} ${zoneName(new Date(at))}\n${formatUtc(at)}`;
}
