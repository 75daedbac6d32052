const MINUTE_MS = 60_000;
const LONGER = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
] as const;

/** A past span in words of the language, in whole minutes at least. */
export function formatAgo(elapsedMs: number, language: string): string {
  const [unit, size] = LONGER.find(([, each]) => elapsedMs >= each) ?? ['minute', MINUTE_MS];
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  return format.format(-Math.floor(elapsedMs / size), unit);
}
