import { SAMPLE_INTERVAL_MS, type MetricPoint } from '@slipstream/shared';
import type { SampleRow } from '../sample/sample-repository.js';

const COUNTS = [
  'read',
  'sent',
  'skippedLoop',
  'filtered',
  'failed',
  'bytes',
  'gapMessages',
  'throttledMs',
  'backoffMs',
] as const;

/** A sample whose time is given. */
export type TimedSample = SampleRow & { at: number };

/**
 * What a chart is to show, for specs: straight from all samples, as the API documents it.
 *
 * @param directionOf direction of each flow, when each is to have its own points
 */
export function referencePoints(
  samples: readonly TimedSample[],
  step: number,
  directionOf?: ReadonlyMap<string, 'forward' | 'reverse'>,
): MetricPoint[] {
  const bin = (at: number, width: number): number => Math.floor(at / width) * width;
  const ofWorker = grouped(
    samples,
    (row) => `${row.flowId} ${row.workerId} ${bin(row.at, SAMPLE_INTERVAL_MS)}`,
  );
  const workers = ofWorker.map((rows) => merge(rows, highest));
  const moments = grouped(workers, (row) => `${row.flowId} ${bin(row.at, SAMPLE_INTERVAL_MS)}`);
  const flows = grouped(
    moments.map((rows) => merge(rows, added)),
    (row) => `${row.flowId} ${bin(row.at, step)}`,
  ).map((rows) => merge(rows, highest));
  const direction = (row: TimedSample): 'forward' | 'reverse' | undefined => directionOf?.get(row.flowId);
  return grouped(flows, (row) => `${direction(row) ?? ''} ${bin(row.at, step)}`)
    .map((rows) => merge(rows, added))
    .map((row) => {
      const { flowId: _flow, workerId: _worker, ...point } = row;
      const which = direction(row);
      return { ...point, at: bin(row.at, step), ...(which === undefined ? {} : { direction: which }) };
    })
    .toSorted((a, b) => a.at - b.at || (a.direction ?? '').localeCompare(b.direction ?? ''));
}

function merge(rows: readonly TimedSample[], lag: (values: readonly number[]) => number): TimedSample {
  const [first] = rows;
  if (first === undefined) throw new Error('nothing to merge');
  const merged = { ...first };
  for (const name of COUNTS) merged[name] = added(rows.map((row) => row[name]));
  merged.delayMs = known(
    rows.map((row) => row.delayMs),
    highest,
  );
  merged.delayMaxMs = known(
    rows.map((row) => row.delayMaxMs),
    highest,
  );
  merged.lagMessages = known(
    rows.map((row) => row.lagMessages),
    lag,
  );
  return merged;
}

const highest = (values: readonly number[]): number => Math.max(...values);
const added = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What is unknown is left out; unknown when all are. */
function known(values: readonly (number | null)[], of: (known: readonly number[]) => number): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : of(present);
}

function grouped(rows: readonly TimedSample[], key: (row: TimedSample) => string): TimedSample[][] {
  return [...Map.groupBy(rows, key).values()];
}
