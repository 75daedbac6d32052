import type { ReactElement } from 'react';
import { formatMoment } from './format.js';
import { momentHint } from './moment-text.js';

/** A moment in the user's zone; UTC stands behind it on hover. */
export function Moment({ at }: { at: string | number | Date }): ReactElement {
  const moment = new Date(at);
  return (
    <time className="nowrap" dateTime={moment.toISOString()} title={momentHint(moment)}>
      {formatMoment(moment)}
    </time>
  );
}
