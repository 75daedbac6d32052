import type { FilterType } from '@slipstream/shared';
import type { RouteValues } from '../task-form.js';

/** What pasted lines mean: routes, and the lines that are none, numbered from 1. */
export interface ReadLines {
  routes: RouteValues[];
  wrong: { line: number; text: string }[];
}

/**
 * Reads routes from lines `source`, `source target` or `source target TAG expression`; parted by tabs, commas, `->` or spaces, as
 * spreadsheets and lists have them. Empty lines and lines that begin with `#` are passed over.
 */
export function readRouteLines(text: string): ReadLines {
  const read: ReadLines = { routes: [], wrong: [] };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const route = readLine(line);
    if (route === null) read.wrong.push({ line: index + 1, text: line.slice(0, 80) });
    else read.routes.push(route);
  }
  return read;
}

const APART = String.raw`(?:\s*(?:->|→|,)\s*|\s+)`;
const LINE = new RegExp(
  String.raw`^([\w-]+)(?:${APART}([\w-]+)(?:${APART}(NONE|TAG|SQL-?(?:92)?)(?:${APART}(.+))?)?)?$`,
  'iu',
);

function readLine(line: string): RouteValues | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [, sourceTopic = '', targetTopic = '', filter = 'NONE', expression = ''] = match;
  const type = filterType(filter);
  if ((type === 'NONE') !== (expression === '')) return null;
  return { sourceTopic, targetTopic, filter: type === 'NONE' ? { type } : { type, expression } };
}

function filterType(text: string): FilterType {
  const wanted = text.toUpperCase();
  return wanted === 'NONE' || wanted === 'TAG' ? wanted : 'SQL92';
}

/** For each route that goes the same way as an earlier one: its place, and the earlier one's, both from 0. */
export function sameRoutes(routes: readonly RouteValues[]): ReadonlyMap<number, number> {
  const first = new Map<string, number>();
  const same = new Map<number, number>();
  routes.forEach((route, index) => {
    const source = (route.sourceTopic ?? '').trim();
    if (source === '') return;
    const target = (route.targetTopic ?? '').trim();
    const key = `${source} ${target === '' ? source : target}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else same.set(index, earlier);
  });
  return same;
}

/** Routes with these topics added: the first empty line is filled, and topics that are there already stay as they are. */
export function withTopics(routes: readonly RouteValues[], topics: readonly string[]): RouteValues[] {
  const used = routes.filter(({ sourceTopic }) => (sourceTopic ?? '').trim() !== '');
  const known = new Set(used.map(({ sourceTopic }) => sourceTopic));
  const added = topics
    .filter((topic) => !known.has(topic))
    .map((sourceTopic): RouteValues => ({ sourceTopic, targetTopic: '', filter: { type: 'NONE' } }));
  return [...used, ...added];
}
