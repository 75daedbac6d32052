import type { StreamView } from '@slipstream/shared';

/** Columns that streams are ordered by, as the address names them; `-` before it: greatest first. */
export const STREAM_ORDERS = [
  'topic',
  'broker',
  'position',
  'max',
  'lag',
  'delay',
  '-topic',
  '-broker',
  '-position',
  '-max',
  '-lag',
  '-delay',
] as const;
export type StreamOrder = (typeof STREAM_ORDERS)[number];
export type StreamColumn = 'topic' | 'broker' | 'position' | 'max' | 'lag' | 'delay';

const COMPARE: Readonly<Record<StreamColumn, (a: StreamView, b: StreamView) => number>> = {
  topic: (a, b) => compareText(a.sourceTopic, b.sourceTopic),
  broker: (a, b) => compareText(a.sourceBroker, b.sourceBroker),
  position: (a, b) => compareDecimal(a.position, b.position),
  max: (a, b) => compareDecimal(a.sourceMax, b.sourceMax),
  lag: (a, b) => compareDecimal(a.lagMessages, b.lagMessages),
  delay: (a, b) => (a.delayMs ?? -1) - (b.delayMs ?? -1),
};

/** Streams in an order; those that are equal in it by topic, broker and queue. Unknown figures are below 0. */
export function orderStreams(streams: readonly StreamView[], order: StreamOrder): StreamView[] {
  const { column, down } = orderParts(order);
  const compare = COMPARE[column];
  return streams.toSorted(
    (a, b) =>
      (down ? compare(b, a) : compare(a, b)) ||
      compareText(a.sourceTopic, b.sourceTopic) ||
      compareText(a.sourceBroker, b.sourceBroker) ||
      a.sourceQueue - b.sourceQueue,
  );
}

/** What an order says. */
export function orderParts(order: StreamOrder): { column: StreamColumn; down: boolean } {
  const down = order.startsWith('-');
  const name = down ? order.slice(1) : order;
  const column = (Object.keys(COMPARE) as StreamColumn[]).find((known) => known === name);
  return { column: column ?? 'topic', down };
}

/** Offsets have more digits than a number: the longer one is the greater. */
function compareDecimal(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
