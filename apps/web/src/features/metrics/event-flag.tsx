import type { EventView } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../ui/format.js';
import type { EventMark } from './event-marks.js';

/** Colours of marks with at least 3:1 on their background: light theme, dark theme. */
export const MARK_TONES: Readonly<Record<EventView['severity'], readonly [string, string]>> = {
  INFO: ['#0958d9', '#69b1ff'],
  WARNING: ['#ad4e00', '#ffc069'],
  ERROR: ['#cf1322', '#ff7875'],
};
/** Shapes, so that colour is never alone: dot, triangle, square. Centred on 0, about 10 wide. */
const SHAPES: Readonly<Record<EventView['severity'], string>> = {
  INFO: 'M-4,0 a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0',
  WARNING: 'M0,-5 L5,4 L-5,4 Z',
  ERROR: 'M-4,-4 H4 V4 H-4 Z',
};
/** Events that a hover text names; more are counted. */
const NAMED = 6;

interface FlagProps {
  mark: EventMark;
  dark: boolean;
  /** Where the line is, given by the chart. */
  viewBox?: { x?: number; y?: number };
}

/** Head of a mark's line; its text shows on hover and is read out. */
export function EventFlag({ mark, dark, viewBox }: FlagProps): ReactElement {
  const { t } = useTranslation();
  const named = mark.events.slice(0, NAMED).map((event) => {
    const { from, to } = event.details;
    const range = typeof from === 'number' && typeof to === 'number' ? ` [${from}, ${to})` : '';
    return `${formatMoment(event.at)} ${t(`event.${event.kind}`)}${queueText(event.details['queue'])}${range}`;
  });
  const rest = mark.events.length - named.length;
  const text = [...named, ...(rest > 0 ? [t('events.andMore', { count: rest })] : [])].join('\n');
  return (
    <g
      transform={`translate(${viewBox?.x ?? 0},${(viewBox?.y ?? 0) - 6})`}
      className="event-flag"
      data-severity={mark.severity}
    >
      <title>{text}</title>
      <rect x="-9" y="-8" width="18" height="16" fill="transparent" />
      <path d={SHAPES[mark.severity]} fill={MARK_TONES[mark.severity][dark ? 1 : 0]} />
    </g>
  );
}

/** What the marks of a chart mean: one entry for each severity that is there. */
export function EventLegend({ marks, dark }: { marks: readonly EventMark[]; dark: boolean }): ReactElement {
  const { t } = useTranslation();
  const present = (['ERROR', 'WARNING', 'INFO'] as const).filter((severity) =>
    marks.some((mark) => mark.severity === severity),
  );
  return (
    <>
      {present.map((severity) => (
        <li key={severity}>
          <svg width="14" height="12" viewBox="-7 -6 14 12" aria-hidden="true">
            <path d={SHAPES[severity]} fill={MARK_TONES[severity][dark ? 1 : 0]} />
          </svg>
          {t('metrics.event', { severity: t(`severity.${severity}`) })}
        </li>
      ))}
    </>
  );
}

/** ` topic@broker#queue`, or nothing when it is no queue. */
function queueText(queue: unknown): string {
  if (typeof queue !== 'object' || queue === null) return '';
  const { topic, brokerName, queueId } = queue as Record<string, unknown>;
  return ` ${String(topic)}@${String(brokerName)}#${String(queueId)}`;
}
