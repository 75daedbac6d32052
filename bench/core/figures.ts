import type { Machine } from './results-file.ts';
import { median, spread, type Spread } from './statistics.ts';

/** One figure of the console, as often as it was seen. */
export interface Figure {
  what: string;
  unit: 'ms' | 'bytes' | 'rows';
  /** What its median may be. */
  bound?: number;
  seen: readonly number[];
}

/** When and where figures were measured. */
export interface Circumstances {
  date: string;
  commit: string;
  machine: Machine;
  /** Version of Chromium. */
  browser: string;
  /** Of each visit: what others used of the machine's cores. */
  foreignCores: readonly number[];
}

/** {@link Spread} of a figure. */
export function summaryOf({ seen }: Figure): Spread {
  return spread(seen);
}

/** The part of `docs/performance.md` that `npm run figures` makes. */
export function figuresTable(figures: readonly Figure[], around: Circumstances): string {
  const { date, commit, machine, browser, foreignCores } = around;
  return [
    `${date}, commit ${commit}. Chromium ${browser}, Node ${machine.node}; ${machine.cores} cores (${machine.cpu}), ` +
      `${machine.memoryGb} GB, Linux ${machine.kernel}. Others used ${median(foreignCores).toFixed(2)} cores meanwhile (median), ` +
      `at most ${spread(foreignCores).max.toFixed(2)}.`,
    '',
    '| what | bound | median | min | max | visits |',
    '| --- | --: | --: | --: | --: | --: |',
    ...figures.map((figure) => {
      const { min, median: middle, max } = summaryOf(figure);
      const bound = figure.bound === undefined ? '' : amount(figure.bound, figure.unit);
      const cells = [middle, min, max].map((value) => amount(value, figure.unit));
      return `| ${[figure.what, bound, ...cells, String(figure.seen.length)].join(' | ')} |`;
    }),
  ].join('\n');
}

function amount(value: number, unit: Figure['unit']): string {
  if (!Number.isFinite(value)) return '';
  return unit === 'bytes'
    ? `${(value / 1_000).toFixed(1)} kB`
    : `${Math.round(value)}${unit === 'ms' ? ' ms' : ''}`;
}
