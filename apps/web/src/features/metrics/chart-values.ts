import type { Language } from '../../i18n/language.js';
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatRate,
  formatShare,
  UNKNOWN,
} from '../../ui/format.js';
import type { Unit } from './value-axis.js';

/** A value of a chart as text, with its unit. */
export function formatValue(value: number | null, unit: Unit, language: Language): string {
  if (value === null) return UNKNOWN;
  switch (unit) {
    case 'duration':
      return formatDuration(value, language);
    case 'count':
      return formatCount(Math.round(value), language);
    case 'rate':
      return formatRate(value, language);
    case 'bytes':
      return `${formatBytes(value, language)}/s`;
    case 'share':
      return formatShare(value, language);
  }
}

/** A value as the axis shows it: shorter. */
export function formatAxis(value: number, unit: Unit, language: Language): string {
  switch (unit) {
    case 'duration':
      return formatDuration(value, language);
    case 'count':
    case 'rate':
      return formatCompact(value, language);
    case 'bytes':
      return formatBytes(value, language);
    case 'share':
      return formatShare(value, language);
  }
}
