import { Tooltip } from 'antd';
import type { ReactElement } from 'react';
import { formatMoment } from './format.js';
import { formatUtc, momentHint } from './moment-text.js';
import './moment.css';

interface Props {
  at: string | number | Date;
  /** Down to the millisecond. */
  exact?: boolean;
  /** In a table: no stop for the Tab key, of which there would be one in each row. */
  inRow?: boolean;
}

/** A moment in the user's zone; UTC stands behind it under the pointer or the focus, and is read out by screen readers. */
export function Moment({ at, exact = false, inRow = false }: Props): ReactElement {
  const moment = new Date(at);
  const time = (
    <time
      className="moment"
      dateTime={moment.toISOString()}
      {...(inRow ? { title: momentHint(moment) } : { tabIndex: 0 })}
    >
      {formatMoment(moment)}
      {exact && `.${String(moment.getMilliseconds()).padStart(3, '0')}`}
      <span className="visually-hidden"> ({formatUtc(moment)})</span>
    </time>
  );
  if (inRow) return time;
  return (
    <Tooltip title={<Lines text={momentHint(moment)} />} trigger={['hover', 'focus']}>
      {time}
    </Tooltip>
  );
}

function Lines({ text }: { text: string }): ReactElement[] {
  return text.split('\n').map((line) => <div key={line}>{line}</div>);
}
