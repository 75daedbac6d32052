/** What the values of a chart are: ms, messages, messages per second, bytes per second, or a part of 1. */
export type Unit = 'duration' | 'count' | 'rate' | 'bytes' | 'share';

/** Axis from 0 to `top`. */
export interface ValueAxis {
  top: number;
  ticks: readonly number[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Distances of ticks that read well as time, ms. */
const DURATION_STEPS = [
  ...[5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * HOUR),
];
const TICKS = 4;

/**
 * The axis for values up to `max`: round ticks, a little room at the top. Lines that are all 0 lie at the bottom of a small
 * axis; shares go from 0 to 100 % whatever they are.
 */
export function valueAxis(max: number, unit: Unit): ValueAxis {
  const step = unit === 'share' ? 0.25 : niceStep(Math.max(max, SMALLEST_TOP[unit]) / TICKS, unit);
  const count = unit === 'share' ? TICKS : Math.max(1, Math.ceil(Math.max(max, SMALLEST_TOP[unit]) / step));
  const ticks = Array.from({ length: count + 1 }, (_, index) => round(index * step));
  return { top: ticks.at(-1) ?? 1, ticks };
}

const SMALLEST_TOP: Readonly<Record<Unit, number>> = {
  duration: 20,
  count: 4,
  rate: 4,
  bytes: 1_024,
  share: 1,
};

function niceStep(least: number, unit: Unit): number {
  if (unit === 'duration') {
    const step = DURATION_STEPS.find((candidate) => candidate >= least);
    if (step !== undefined) return step;
  }
  const base = unit === 'bytes' ? 1_024 ** Math.floor(Math.log(least) / Math.log(1_024)) : 1;
  const scaled = least / base;
  const power = 10 ** Math.floor(Math.log10(scaled));
  const nice = [1, 2, 5, 10].find((factor) => factor * power >= scaled) ?? 10;
  return nice * power * base;
}

/** Sums of decimals end in ….0000001. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
