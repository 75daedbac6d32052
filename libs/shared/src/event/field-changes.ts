import type { Route } from '../task/task-rules.js';

/** A single value of a field; null where it has none. */
export type FieldValue = string | number | boolean | null;

/** One difference of an edit, by the field's dotted path: a value before and after, or what a list has gained and lost. */
export type FieldChange =
  { field: string; from: FieldValue; to: FieldValue } | { field: string; added: string[]; removed: string[] };

/**
 * What is different between two versions of a spec, field by field, in the order of their fields. Lists are compared as sets: of
 * routes and patterns the order means nothing.
 */
export function changesBetween(before: object, after: object): FieldChange[] {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field): FieldChange[] => {
    const [from, to] = [old.get(field) ?? null, now.get(field) ?? null];
    if (!Array.isArray(from) && !Array.isArray(to)) return from === to ? [] : [{ field, from, to }];
    const [had, has] = [listOf(from), listOf(to)];
    const added = has.filter((text) => !had.includes(text));
    const removed = had.filter((text) => !has.includes(text));
    return added.length + removed.length === 0 ? [] : [{ field, added, removed }];
  });
}

type Leaf = FieldValue | string[];

function flatten(value: object, path = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [name, inner] of Object.entries(value)) {
    const field = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(inner)) leaves.set(field, inner.map(entryText));
    else if (typeof inner === 'object' && inner !== null)
      for (const [deep, leaf] of flatten(inner, field)) leaves.set(deep, leaf);
    else if (isFieldValue(inner)) leaves.set(field, inner);
  }
  return leaves;
}

function isFieldValue(value: unknown): value is FieldValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function listOf(leaf: Leaf): string[] {
  return Array.isArray(leaf) ? leaf : leaf === null ? [] : [String(leaf)];
}

/** An entry of a list as text: a pattern as it is, a route as `orders → orders-copy (TAG paid)`. */
function entryText(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  return isRoute(entry) ? routeText(entry) : JSON.stringify(entry);
}

function routeText({ sourceTopic, targetTopic, filter: { type, expression = '' } }: Route): string {
  return `${sourceTopic} → ${targetTopic}${type === 'NONE' ? '' : ` (${type} ${expression})`}`;
}

function isRoute(entry: unknown): entry is Route {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'sourceTopic' in entry &&
    'targetTopic' in entry &&
    'filter' in entry
  );
}
