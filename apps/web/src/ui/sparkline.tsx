import type { ReactElement } from 'react';
import './sparkline.css';

interface Props {
  /** Oldest first, evenly spaced; the line has a gap where nothing is known. */
  values: readonly (number | null)[];
  /** px. */
  width?: number;
  height?: number;
}

/** A figure over the last time as a line without words; what it says stands beside it. */
export function Sparkline({ values, width = 56, height = 16 }: Props): ReactElement | null {
  if (values.filter((value) => value !== null).length < 2) return null;
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path d={sparkPath(values, width, height)} />
    </svg>
  );
}

/** The line from 0 at the bottom to the highest value at the top. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const highest = Math.max(...values.map((value) => value ?? 0));
  const x = (index: number): number => (index / Math.max(1, values.length - 1)) * width;
  const y = (value: number): number => height - 1 - (highest === 0 ? 0 : value / highest) * (height - 2);
  let path = '';
  let drawing = false;
  for (const [index, value] of values.entries()) {
    if (value !== null) path += `${drawing ? 'L' : 'M'}${x(index).toFixed(1)},${y(value).toFixed(1)}`;
    drawing = value !== null;
  }
  return path;
}
