import { REASON_CODES, REASON_STEPS, type Reason } from '@slipstream/shared';

/** One fact of an event as text. */
export interface EventFact {
  key: string;
  text: string;
}

/** The reason that an event carries, if it does. */
export function eventReason(details: Readonly<Record<string, unknown>>): Reason | null {
  const reason = details['reason'];
  return isReason(reason) ? reason : null;
}

const LONGEST = 300;

/** The facts of an event, flat and readable: a list is joined by commas. */
export function eventFacts(details: Readonly<Record<string, unknown>>): EventFact[] {
  const range = isRange(details) ? [{ key: 'offsets', text: `[${details.from}, ${details.to})` }] : [];
  // Changes have a table of their own.
  const told: readonly string[] = ['changes', 'changed', ...(isRange(details) ? ['from', 'to'] : [])];
  const entries = Object.entries(details).filter(([key, value]) => !isReason(value) && !told.includes(key));
  return [...range, ...entries.flatMap(([key, value]) => factsOf(key, value))];
}

/** Offsets from the first up to, not including, the last. */
function isRange(
  details: Readonly<Record<string, unknown>>,
): details is { from: number; to: number } & Record<string, unknown> {
  return typeof details['from'] === 'number' && typeof details['to'] === 'number';
}

function isQueue(value: unknown): value is { topic: string; brokerName: string; queueId: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'topic' in value &&
    'brokerName' in value &&
    'queueId' in value
  );
}

function factsOf(key: string, value: unknown): EventFact[] {
  if (value === null || value === undefined) return [];
  if (isQueue(value)) return [{ key, text: `${value.topic}@${value.brokerName}#${value.queueId}` }];
  if (typeof value === 'object' && !Array.isArray(value))
    return Object.entries(value).flatMap(([inner, innerValue]) => factsOf(`${key}.${inner}`, innerValue));
  return [{ key, text: toText(value) }];
}

function isReason(value: unknown): value is Reason {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('step' in value)) return false;
  return REASON_CODES.some((code) => code === value.code) && REASON_STEPS.some((step) => step === value.step);
}

/** A topic, consumer group or account that something happened to. */
function isItem(value: unknown): value is { kind: string; name: string; what?: unknown; side?: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'name' in value &&
    typeof value.name === 'string'
  );
}

function toText(value: unknown): string {
  const text = Array.isArray(value)
    ? value.map(toText).join(', ')
    : typeof value === 'string'
      ? value
      : isItem(value)
        ? [value.kind, value.name, value.what, value.side]
            .filter((part) => typeof part === 'string')
            .join(' ')
        : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
