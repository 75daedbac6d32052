import type { FlowDirection, MetricPoint } from '@slipstream/shared';

/** What the API answers for a range. */
export interface Metrics {
  /** ms since the epoch. */
  from: number;
  to: number;
  /** ms. */
  step: number;
  /** One per step that has samples (two with both directions apart); `at` is the start of the step. */
  points: readonly MetricPoint[];
}

/** One moment of the charts. Null where nothing is known: the line has a gap there, and is not drawn as 0. */
export interface ChartPoint {
  /** ms since the epoch. */
  at: number;
  /** ms. */
  delay: number | null;
  delayMax: number | null;
  /** Messages per second. */
  inRate: number | null;
  outRate: number | null;
  /** Messages within the step. */
  failed: number | null;
  skippedLoop: number | null;
  filtered: number | null;
  /** Messages that the source had deleted. */
  gapMessages: number | null;
  /** Share of the step spent waiting for the task's throttle, and for a busy target; 0 to 1. */
  throttled: number | null;
  backoff: number | null;
  /** Bytes written to the target per second. */
  bytesRate: number | null;
  /** Messages. */
  lag: number | null;
}

/** A figure of a chart point. */
export type Figure = Exclude<keyof ChartPoint, 'at'>;

/** Directions to draw: one, or both together. */
export type FlowChoice = FlowDirection | 'both';

/**
 * Makes chart points of the API's points, evenly spaced: gaps stay gaps, a step that has not ended is left out. Less
 * than a minute without a sample is no gap.
 * Both directions together: counts and lag are summed, delays are the greater one.
 */
export function toChartPoints(metrics: Metrics, flow: FlowChoice = 'both'): ChartPoint[] {
  const chosen = metrics.points.filter(
    (point) => flow === 'both' || point.direction === undefined || point.direction === flow,
  );
  const first = chosen[0];
  if (first === undefined) return [];
  const byStep = new Map<number, MetricPoint[]>();
  for (const point of chosen) byStep.set(point.at, [...(byStep.get(point.at) ?? []), point]);
  const phase = first.at % metrics.step;
  const start = Math.ceil((metrics.from - phase) / metrics.step) * metrics.step + phase;
  const series: ChartPoint[] = [];
  let before: number | null = null;
  for (let at = start; at + metrics.step <= metrics.to; at += metrics.step) {
    const points = byStep.get(at);
    if (points !== undefined) before = at;
    if (points !== undefined || before === null || isSilent(before, at))
      series.push(toChartPoint(at, points ?? [], metrics.step));
  }
  return series;

  /** An idle flow sends a sample now and then: the line goes on to the next one. */
  function isSilent(last: number, at: number): boolean {
    for (let next = at; next <= last + QUIET_MS + metrics.step; next += metrics.step)
      if (byStep.has(next) || next + metrics.step > metrics.to) return false;
    return true;
  }
}

/** Workers send a sample of an idle flow every 30 s, a moment early or late. */
const QUIET_MS = 45_000;

/** A span in which nobody sent samples: the task was stopped, or no worker ran it. */
export interface Silence {
  /** ms since the epoch. */
  from: number;
  to: number;
}

/** Samples that come late are no silence, steps. */
const LEAST_SILENT_STEPS = 3;

/**
 * Spans of a range without samples.
 *
 * @param since before this there was no task, ms since the epoch
 */
export function silences(series: readonly ChartPoint[], step: number, since: number): Silence[] {
  const spans: Silence[] = [];
  let from: number | null = null;
  const end = (to: number): void => {
    if (from !== null && to - from >= LEAST_SILENT_STEPS * step) spans.push({ from, to });
    from = null;
  };
  for (const { at, outRate } of series)
    if (outRate !== null) end(at);
    else if (at >= since) from ??= at;
  end((series.at(-1)?.at ?? 0) + step);
  return spans;
}

/** The last value of a figure that is known; null when none is. */
export function lastKnown(series: readonly ChartPoint[], figure: Figure): number | null {
  return series.findLast((point) => point[figure] !== null)?.[figure] ?? null;
}

function toChartPoint(at: number, points: readonly MetricPoint[], step: number): ChartPoint {
  const sum = (pick: (point: MetricPoint) => number): number | null =>
    points.length === 0 ? null : points.reduce((total, point) => total + pick(point), 0);
  const perSecond = (count: number | null): number | null => (count === null ? null : (count * 1_000) / step);
  return {
    at,
    delay: greatest(points.map((point) => point.delayMs)),
    delayMax: greatest(points.map((point) => point.delayMaxMs)),
    inRate: perSecond(sum((point) => point.read)),
    outRate: perSecond(sum((point) => point.sent)),
    failed: sum((point) => point.failed),
    skippedLoop: sum((point) => point.skippedLoop),
    filtered: sum((point) => point.filtered),
    gapMessages: sum((point) => point.gapMessages),
    throttled: share(
      points.map((point) => point.throttledMs),
      step,
    ),
    backoff: share(
      points.map((point) => point.backoffMs),
      step,
    ),
    bytesRate: perSecond(sum((point) => point.bytes)),
    lag: points.some((point) => point.lagMessages === null) ? null : sum((point) => point.lagMessages ?? 0),
  };
}

/** Workers and directions wait side by side: together they never wait longer than the step. */
function share(waitedMs: readonly number[], step: number): number | null {
  if (waitedMs.length === 0) return null;
  return Math.min(1, waitedMs.reduce((sum, ms) => sum + ms, 0) / step);
}

function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
