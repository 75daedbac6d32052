import { UNKNOWN } from '../../../ui/format.js';

/** Percent with one decimal, which was rounded down before: 100 means all. */
export function formatPercent(percent: number | null, language: string): string {
  if (percent === null) return UNKNOWN;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(
    percent / 100,
  );
}
