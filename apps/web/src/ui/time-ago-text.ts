import type { TFunction } from 'i18next';

const MINUTE_MS = 60_000;
const LONGER = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
] as const;

/**
 * A past span in words of the language; a clock that is behind counts as now. Lists begin with seconds, which need no `Intl`: its
 * first use takes a browser tens of ms.
 */
export function formatAgo(elapsedMs: number, language: string, t: TFunction): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1_000));
  if (seconds === 0) return t('common.now');
  if (elapsedMs < MINUTE_MS) return t('common.secondsAgo', { seconds });
  const [unit, size] = LONGER.find(([, each]) => elapsedMs >= each) ?? ['minute', MINUTE_MS];
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  return format.format(-Math.floor(elapsedMs / size), unit);
}
