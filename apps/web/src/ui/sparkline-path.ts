/** Where a small line is drawn, px. */
export interface SparkBox {
  width: number;
  height: number;
}

/**
 * SVG path of a series from 0 at the bottom to `top` at the top. Where a value is unknown the line has a gap; one that stands
 * alone becomes a short dash, since a point without length is not drawn.
 */
export function sparklinePath(values: readonly (number | null)[], top: number, box: SparkBox): string {
  const step = values.length < 2 ? 0 : box.width / (values.length - 1);
  const y = (value: number): string => place(box.height - (Math.min(value, top) / top) * box.height);
  const isKnown = (index: number): boolean => typeof values[index] === 'number';
  let path = '';
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const x = index * step;
    if (isKnown(index - 1)) path += `L${place(x)} ${y(value)}`;
    else path += `M${place(x)} ${y(value)}`;
    if (!isKnown(index - 1) && !isKnown(index + 1)) path += `h${index * step >= box.width ? '-2' : '2'}`;
  }
  return path;
}

/** Highest and last of a series; null when nothing is known, or not of the last point. */
export function sparklineFacts(values: readonly (number | null)[]): {
  highest: number | null;
  last: number | null;
} {
  const known = values.filter((value) => value !== null);
  return { highest: known.length === 0 ? null : Math.max(...known), last: values.at(-1) ?? null };
}

/** Tenths of a pixel are fine enough, and keep a thousand paths short. */
function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}
