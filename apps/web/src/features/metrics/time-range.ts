/** Ranges of the charts, ending now; the names are those of the URL. */
export const TIME_RANGES = ['15m', '1h', '6h', '24h', '7d'] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

const MINUTE = 60_000;

/** Length of each range, ms. */
export const RANGE_MS: Readonly<Record<TimeRange, number>> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '24h': 1_440 * MINUTE,
  '7d': 10_080 * MINUTE,
};

/** Moments for the axis of a chart: round ones of local time, six at most. */
export function axisTicks(from: number, to: number): number[] {
  const step = TICK_STEPS.find((candidate) => (to - from) / candidate <= 6) ?? 2 * 1_440 * MINUTE;
  const offset = new Date(to).getTimezoneOffset() * MINUTE;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) ticks.push(at);
  return ticks;
}

const TICK_STEPS = [1, 3, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440].map((minutes) => minutes * MINUTE);
