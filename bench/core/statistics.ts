/** Smallest, middle and largest of some figures. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The value that a part of the figures does not exceed (nearest rank); NaN of none. `part`: 0 to 1. */
export function percentile(figures: readonly number[], part: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** The middle figure, or the mean of the middle two; NaN of none. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const [below, above] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return below === undefined || above === undefined ? Number.NaN : (below + above) / 2;
}

/** {@link Spread} of some figures. */
export function spread(figures: readonly number[]): Spread {
  return { min: percentile(figures, 0), median: median(figures), max: percentile(figures, 1) };
}
