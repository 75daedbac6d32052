import type { Language } from '../i18n/language.js';
import { formatNumber } from './number-text.js';

/** Shown where a figure is unknown. */
export const UNKNOWN = '–';

/** Of a count; all but a few are whole. */
const MOST_DIGITS = 3;
/** A count with the language's separators; decimal strings keep every digit beyond 2^53. */
export function formatCount(value: number | string | null | undefined, language: string): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (typeof value === 'number') return formatNumber(value, MOST_DIGITS, language);
  return /^-?\d+$/.test(value) ? formatNumber(BigInt(value), 0, language) : UNKNOWN;
}

/** A rate in messages per second: no decimals from 100 on, one below. */
export function formatRate(perSecond: number | null, language: string): string {
  if (perSecond === null) return UNKNOWN;
  const digits = perSecond !== 0 && Math.abs(perSecond) < 100 ? 1 : 0;
  return `${formatNumber(perSecond, digits, language)}/s`;
}

/** A size in bytes with its unit, by 1024: `512 B`, `97.7 KiB`, `4.1 MiB`. */
export function formatBytes(bytes: number, language: string): string {
  const unit = Math.min(BYTE_UNITS.length - 1, bytes === 0 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const digits = unit === 0 ? 0 : 1;
  return `${formatNumber(bytes / 1024 ** unit, digits, language)} ${BYTE_UNITS[unit]}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A share from 0 to 1 as percent. */
export function formatShare(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A compact count for chart axes: `1.2K`, `1.2万`. */
export function formatCompact(value: number, language: string): string {
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

const SECOND = { en: 's', zh: '秒', ms: 1_000 } as const;
const DURATION_UNITS = [
  { en: 'd', zh: '天', ms: 86_400_000 },
  { en: 'h', zh: '小时', ms: 3_600_000 },
  { en: 'min', zh: '分钟', ms: 60_000 },
  SECOND,
] as const;

/** A span of time by its two largest units: `340 ms`, `1.2 s`, `3 min 20 s`; in Chinese `340 ms`, `1.2 秒`, `3 分钟 20 秒`. */
export function formatDuration(ms: number | null | undefined, language: Language): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${formatNumber(ms / 1_000, 1, language)} ${SECOND[language]}`;
  const rounded = Math.round(ms / 1_000) * 1_000;
  const first = DURATION_UNITS.findIndex((unit) => rounded >= unit.ms);
  const parts: string[] = [];
  let rest = rounded;
  for (const unit of DURATION_UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0) parts.push(`${count} ${unit[language]}`);
  }
  return parts.join(' ');
}

/** A span of time in the room of one figure, by its largest unit: `340 ms`, `3.3 min`, `15 min`. */
export function formatDurationShort(ms: number | null | undefined, language: Language): string {
  const unit = DURATION_UNITS.find((each) => (ms ?? 0) >= each.ms);
  if (ms === null || ms === undefined || unit === undefined) return formatDuration(ms, language);
  const count = ms / unit.ms;
  return `${formatNumber(count, count < 9.95 ? 1 : 0, language)} ${unit[language]}`;
}

/** A moment in the user's zone, to the second, as `2026-11-21 20:42:33`: nobody mistakes the month for the day. */
export function formatMoment(at: string | number | Date): string {
  const moment = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const date = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-');
  return `${date} ${[moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':')}`;
}

/** A moment for a chart's axis: the time of day, with the date when the range spans days. */
export function formatTick(at: number, rangeMs: number, language: string): string {
  const days = rangeMs > 86_400_000;
  return new Intl.DateTimeFormat(language, {
    ...(days ? { month: '2-digit', day: '2-digit' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    ...(rangeMs <= 1_800_000 ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  }).format(at);
}

/** The user's time zone with its offset, for example `Asia/Shanghai (UTC+8)`. */
export function zoneName(now: Date = new Date()): string {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone === 'UTC' ? 'UTC' : `${zone} (${zoneOffset(now)})`;
}

/** How far the user's clock is from UTC: `UTC+8`, `UTC-3:30`. */
export function zoneOffset(now: Date = new Date()): string {
  const minutes = -now.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const sign = minutes < 0 ? '-' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
