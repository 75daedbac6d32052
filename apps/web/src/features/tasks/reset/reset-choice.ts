import type { ResetBody, ResetPreview, TaskReset } from './reset-api.js';

/** Where a reset can go; an offset is for one stream. */
export const RESET_CHOICES = ['TIMESTAMP', 'EARLIEST', 'LATEST', 'OFFSET'] as const;
export type ResetChoice = (typeof RESET_CHOICES)[number];

/** What the dialog holds. */
export interface ResetInput {
  choice: ResetChoice;
  /** ms since the epoch. */
  moment: number | null;
  offset: string;
  /** The only stream to be moved; undefined for all. */
  streamId: string | undefined;
}

/** The request that the input asks for; null while something is missing. */
export function toResetBody({ choice, moment, offset, streamId }: ResetInput): ResetBody | null {
  const only = streamId === undefined ? {} : { streamIds: [streamId] };
  switch (choice) {
    case 'TIMESTAMP':
      return moment === null ? null : { type: choice, timestamp: moment, ...only };
    case 'OFFSET':
      return streamId === undefined || !/^\d{1,15}$/.test(offset)
        ? null
        : { streams: [{ id: streamId, offset }] };
    default:
      return { type: choice, ...only };
  }
}

/**
 * The request that does exactly what the preview shows. The end of a queue moves while one looks at it, so "latest" is sent
 * as the offsets that were shown.
 */
export function confirmedBody(body: ResetBody, preview: ResetPreview): ResetBody {
  const { version } = preview;
  if (body.type !== 'LATEST') return { ...body, version };
  const streams = preview.streams
    .filter(({ from, to }) => from !== to)
    .map(({ id, to }) => ({ id, offset: to }));
  return { streams, version };
}

/** True when the reset would move at least one stream. */
export function movesAnything(preview: ResetPreview): boolean {
  return preview.streams.some(({ from, to, known }) => from !== to || !known);
}

/** Why an undo is refused, as the words of the console have it. */
export type UndoRefusal = 'SOURCE_CHANGED' | 'ALREADY_SENT' | 'UNCERTAIN' | 'NOTHING';

/** The first reason that counts, in the API's order; null when the undo is possible. */
export function undoRefusal(reset: NonNullable<TaskReset['reset']>): UndoRefusal | null {
  if (reset.refusal === null) return null;
  const outcomes = reset.streams.map(({ outcome }) => outcome);
  const reasons = ['SOURCE_CHANGED', 'ALREADY_SENT', 'UNCERTAIN'] as const;
  return reasons.find((reason) => outcomes.includes(reason)) ?? 'NOTHING';
}
