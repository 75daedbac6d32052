import type { EventView } from '@slipstream/shared';

/** Something that happened, as a chart draws it. */
export interface EventMark {
  /** ms since the epoch. */
  at: number;
  /** The gravest of its events. */
  severity: EventView['severity'];
  /** Newest first. */
  events: readonly EventView[];
}

/** Kinds that explain a chart without being a warning. */
const SHOWN_THOUGH_HARMLESS: ReadonlySet<EventView['kind']> = new Set(['OFFSET_RESET', 'GAPS_ACKNOWLEDGED']);
const GRAVITY = { INFO: 0, WARNING: 1, ERROR: 2 } as const;
/** Events nearer to each other than this part of the range are one mark. */
const MERGED_WITHIN = 1 / 30;

/** Marks for the events of a range, oldest first: warnings, errors, and what a user did to the position. */
export function eventMarks(events: readonly EventView[], from: number, to: number): EventMark[] {
  const shown = events
    .filter(({ severity, kind }) => severity !== 'INFO' || SHOWN_THOUGH_HARMLESS.has(kind))
    .map((event) => ({ event, at: Date.parse(event.at) }))
    .filter(({ at }) => at >= from && at <= to)
    .toSorted((a, b) => a.at - b.at);
  const marks: EventMark[] = [];
  for (const { event, at } of shown) {
    const last = marks.at(-1);
    if (last === undefined || at - last.at > (to - from) * MERGED_WITHIN)
      marks.push({ at, severity: event.severity, events: [event] });
    else
      marks[marks.length - 1] = {
        at: last.at,
        severity: GRAVITY[event.severity] > GRAVITY[last.severity] ? event.severity : last.severity,
        events: [event, ...last.events],
      };
  }
  return marks;
}

/** Two rows of marks that say the same. */
export function sameMarks(a: readonly EventMark[], b: readonly EventMark[]): boolean {
  return a.length === b.length && a.every((mark, index) => sameMark(mark, b[index]));
}

function sameMark(a: EventMark, b: EventMark | undefined): boolean {
  return (
    b !== undefined &&
    a.at === b.at &&
    a.events.length === b.events.length &&
    a.events.every(({ id }, index) => id === b.events[index]?.id)
  );
}
