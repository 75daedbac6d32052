import type { EventView } from '@slipstream/shared';
import { Tooltip } from 'antd';
import type { KeyboardEvent, ReactElement } from 'react';
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
/** Events that the text names; more are counted. */
const NAMED = 6;

interface FlagProps {
  mark: EventMark;
  dark: boolean;
  /** Tab stops at one mark of a chart; the arrow keys go on from there. */
  first: boolean;
  /** Opens an event where all is said of it. */
  onOpen: (eventId: string) => void;
  /** Where the line is, given by the chart. */
  viewBox?: { x?: number; y?: number };
}

/** Head of a mark's line: how many events it stands for, which ones on hover and focus, and a click opens the newest. */
export function EventFlag({ mark, dark, first, onOpen, viewBox }: FlagProps): ReactElement {
  const { t } = useTranslation();
  const named = mark.events.slice(0, NAMED).map((event) => {
    const { from, to } = event.details;
    const range = typeof from === 'number' && typeof to === 'number' ? ` [${from}, ${to})` : '';
    return `${formatMoment(event.at)} ${t(`event.${event.kind}`)}${queueText(event.details['queue'])}${range}`;
  });
  const rest = mark.events.length - named.length;
  const lines = [...named, ...(rest > 0 ? [t('events.andMore', { count: rest })] : [])];
  const text = lines.join('\n');
  const open = (): void => {
    const event = mark.events.find(({ severity }) => severity === mark.severity);
    if (event !== undefined) onOpen(event.id);
  };
  const onKeyDown = (event: KeyboardEvent<SVGGElement>): void => {
    if (event.key === 'Enter' || event.key === ' ') open();
    else if (event.key === 'ArrowRight') focusFlag(event.currentTarget, 1);
    else if (event.key === 'ArrowLeft') focusFlag(event.currentTarget, -1);
    else return;
    event.preventDefault();
  };
  return (
    <Tooltip
      trigger={['hover', 'focus']}
      mouseEnterDelay={0}
      classNames={{ root: 'event-flag-text' }}
      title={
        <>
          {lines.map((line) => (
            <div key={line}>{line}</div>
          ))}
          <div className="event-flag-hint">{t('chart.openEvent')}</div>
        </>
      }
    >
      <g
        transform={`translate(${viewBox?.x ?? 0},${(viewBox?.y ?? 0) - 7})`}
        className="event-flag"
        data-severity={mark.severity}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- SVG has no button
        role="button"
        tabIndex={first ? 0 : -1}
        onClick={open}
        onKeyDown={onKeyDown}
      >
        <title>{text}</title>
        <path d={SHAPES[mark.severity]} fill={MARK_TONES[mark.severity][dark ? 1 : 0]} />
        {mark.events.length > 1 && (
          <text x="7" y="4" fontSize="11" fill="currentColor" aria-hidden="true">
            {mark.events.length}
          </text>
        )}
        <rect x="-9" y="-9" width={mark.events.length > 1 ? 24 : 18} height="18" fill="transparent">
          {/* Keeps the browser from showing the text a second time. */}
          <title />
        </rect>
      </g>
    </Tooltip>
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

/** Moves the focus to a neighbour of the same chart. */
function focusFlag(flag: SVGGElement, by: number): void {
  const flags = [...(flag.ownerSVGElement?.querySelectorAll<SVGGElement>('.event-flag') ?? [])];
  flags[flags.indexOf(flag) + by]?.focus();
}

/** ` topic@broker#queue`, or nothing when it is no queue. */
function queueText(queue: unknown): string {
  if (typeof queue !== 'object' || queue === null) return '';
  const { topic, brokerName, queueId } = queue as Record<string, unknown>;
  return ` ${String(topic)}@${String(brokerName)}#${String(queueId)}`;
}
