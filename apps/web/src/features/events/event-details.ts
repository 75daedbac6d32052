/** One fact of an event as text. */
export interface EventFact {
  key: string;
  text: string;
}

const LONGEST = 300;

/** The facts of an event, flat and readable: a change reads `old → new`, a list is joined by commas. */
export function eventFacts(details: Readonly<Record<string, unknown>>): EventFact[] {
  return Object.entries(details).flatMap(([key, value]) => factsOf(key, value));
}

function factsOf(key: string, value: unknown): EventFact[] {
  if (value === null || value === undefined) return [];
  if (isChange(value)) return [{ key, text: `${toText(value.from)} → ${toText(value.to)}` }];
  if (typeof value === 'object' && !Array.isArray(value))
    return Object.entries(value).flatMap(([inner, innerValue]) => factsOf(`${key}.${inner}`, innerValue));
  return [{ key, text: toText(value) }];
}

function isChange(value: unknown): value is { from: unknown; to: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'from' in value &&
    'to' in value &&
    Object.keys(value).length === 2
  );
}

function toText(value: unknown): string {
  const text = Array.isArray(value)
    ? value.map(toText).join(', ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
