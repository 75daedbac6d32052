import type { HTMLAttributes, ReactElement } from 'react';
import { formatMoment } from './format.js';
import { formatUtc, momentHint } from './moment-text.js';
import './moment.css';
import { LateTip } from './popup/late-tip.js';
import { useHoverPopup } from './popup/use-hover-popup.js';

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
  return inRow ? (
    <Time moment={moment} exact={exact} title={momentHint(moment)} />
  ) : (
    <HintedTime moment={moment} exact={exact} />
  );
}

type TimeProps = HTMLAttributes<HTMLTimeElement> & { moment: Date; exact: boolean };

function HintedTime(props: TimeProps): ReactElement {
  const { made, shown, handlers } = useHoverPopup();
  return (
    <Time {...props} {...handlers} tabIndex={0}>
      {made && <LateTip title={<Lines text={momentHint(props.moment)} />} open={shown} />}
    </Time>
  );
}

function Time({ moment, exact, children, ...attributes }: TimeProps): ReactElement {
  return (
    <time className="moment" dateTime={moment.toISOString()} {...attributes}>
      {formatMoment(moment)}
      {exact && `.${String(moment.getMilliseconds()).padStart(3, '0')}`}
      <span className="visually-hidden"> ({formatUtc(moment)})</span>
      {children}
    </time>
  );
}

function Lines({ text }: { text: string }): ReactElement[] {
  return text.split('\n').map((line) => <div key={line}>{line}</div>);
}
