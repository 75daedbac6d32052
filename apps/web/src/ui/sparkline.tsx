import type { ReactElement } from 'react';
import './sparkline.css';
import { sparklineFacts, sparklinePath } from './sparkline-path.js';

const BOX = { width: 48, height: 16 };

interface Props {
  /** Oldest first, evenly spaced; the line has a gap where nothing is known. */
  values: readonly (number | null)[];
  /** The scale reaches this at least, so that a small tremor does not look like mountains. */
  leastTop?: number;
  /** What is drawn, with its figures, for those who do not see it. Left out where it stands beside the line. */
  label?: (highest: number | null, last: number | null) => string;
}

/** A figure over the last time as a line without axes. */
export function Sparkline({ values, leastTop = 0, label }: Props): ReactElement {
  const { highest, last } = sparklineFacts(values);
  const text = label?.(highest, last);
  const top = Math.max(leastTop, highest ?? 0);
  return (
    <svg
      className="sparkline"
      width={BOX.width}
      height={BOX.height}
      viewBox={`0 -1 ${BOX.width} ${BOX.height + 2}`}
      {...(text === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': text })}
    >
      {text !== undefined && <title>{text}</title>}
      <path className="sparkline-base" d={`M0 ${BOX.height}H${BOX.width}`} />
      <path d={sparklinePath(values, top === 0 ? 1 : top, BOX)} />
    </svg>
  );
}
