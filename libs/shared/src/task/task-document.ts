import { Document, isMap, isScalar, parse, type Pair, type Scalar } from 'yaml';
import type { TaskSpec } from './task-rules.js';

/*
 * A task as a document that people read, keep in a repository and compare (T-12):
 *
 *   apiVersion: slipstream/v1
 *   kind: ReplicationTask
 *   metadata: { name }
 *   spec: everything else of the task's spec, clusters by the names under which they are registered
 *
 * All fields are written, defaults too, always in the same order, so that two documents differ in lines only where the tasks do.
 */

/** First two lines of a document. */
export const TASK_DOCUMENT = { apiVersion: 'slipstream/v1', kind: 'ReplicationTask' } as const;

/** A task's spec with names where the API has ids. */
export interface TaskDocument extends Omit<TaskSpec, 'sourceClusterId' | 'targetClusterId'> {
  /** Names of the registered clusters. */
  sourceCluster: string;
  targetCluster: string;
}

/** A document as it was read. The values of `spec` are checked by the API, which says what is wrong with them. */
export interface ReadTaskDocument {
  name: string;
  spec: Readonly<Record<string, unknown>>;
}

/** A text that is no task document; the message says where and why. */
export class TaskDocumentError extends Error {
  override readonly name = 'TaskDocumentError';
}

type SpecField = Exclude<keyof TaskDocument, 'name'>;

/** Fields of `spec` in the order in which they are written, with what is said beside them. */
const FIELDS: Readonly<Record<SpecField, string>> = {
  sourceCluster: 'name of a registered cluster',
  targetCluster: 'name of a registered cluster',
  direction: 'ONE_WAY or TWO_WAY',
  level: 'CLUSTER: topics that match, now and later; TOPIC: the routes',
  startFrom: 'LATEST, EARLIEST, or TIMESTAMP with timestamp',
  topics: 'a name, a prefix*, or a /regular expression/; no include means all',
  routes: 'sourceTopic to targetTopic; filter NONE, TAG or SQL92 with expression',
  failurePolicy: 'BLOCK holds the stream; RECORD goes on',
  throttle: '{} is no limit',
  compression: 'NONE, ZLIB or ZSTD',
  tag: 'user property of each copy, key and value; null for none',
  metadata: 'what is kept the same on both sides',
  progress: 'offsets of consumer groups',
  groups: 'entries as in topics',
};

const SAID: ReadonlyMap<string, string> = new Map(Object.entries(FIELDS));

/** Units of single values, by their path in `spec`. */
const UNITS: Readonly<Record<string, string>> = {
  'throttle.messagesPerSecond': 'messages/s',
  'throttle.bytesPerSecond': 'bytes/s',
};

/** Writes a task as YAML. */
export function formatTaskDocument({ name, ...spec }: TaskDocument): string {
  const ordered = Object.fromEntries(fieldsOf(spec).map((field) => [field, spec[field]]));
  const document = new Document({ ...TASK_DOCUMENT, metadata: { name }, spec: ordered });
  const node = document.get('spec');
  if (isMap(node)) for (const pair of node.items) commentOn(pair);
  return document.toString({ lineWidth: 0 });
}

/**
 * Reads what {@link formatTaskDocument} has written, or a person.
 *
 * @throws TaskDocumentError
 */
export function parseTaskDocument(text: string): ReadTaskDocument {
  const { apiVersion, kind, metadata, spec } = objectOf(parseYaml(text), 'the document');
  if (apiVersion !== TASK_DOCUMENT.apiVersion)
    throw new TaskDocumentError(`apiVersion has to be ${TASK_DOCUMENT.apiVersion}`);
  if (kind !== TASK_DOCUMENT.kind) throw new TaskDocumentError(`kind has to be ${TASK_DOCUMENT.kind}`);
  const { name } = objectOf(metadata, 'metadata');
  if (typeof name !== 'string') throw new TaskDocumentError('metadata.name has to be a text');
  const read = objectOf(spec, 'spec');
  const unknown = Object.keys(read).find((field) => !SAID.has(field));
  if (unknown !== undefined) throw new TaskDocumentError(`spec.${unknown} is no field of a task`);
  return { name, spec: read };
}

function fieldsOf(spec: Omit<TaskDocument, 'name'>): SpecField[] {
  const has = (field: string): field is SpecField => Object.hasOwn(spec, field);
  return Object.keys(FIELDS).filter(has);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new TaskDocumentError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TaskDocumentError(`${where} has to be a map`);
  return { ...value };
}

/** Puts what is said of a field beside a single value, or above a map or a list; and units beside what is in it. */
function commentOn({ key, value }: Pair): void {
  if (!isScalar(key)) return;
  const field = String(key.value);
  const said = SAID.get(field);
  if (said !== undefined && isScalar(value)) value.comment = ` ${said}`;
  else if (said !== undefined) key.commentBefore = ` ${said}`;
  if (isMap(value)) for (const inner of value.items) commentOnUnit(field, inner);
}

function commentOnUnit(field: string, { key, value }: Pair): void {
  if (!isScalar(key) || !isScalar(value)) return;
  const path = `${field}.${String(key.value)}`;
  const said = path === 'startFrom.timestamp' ? momentText(value) : UNITS[path];
  if (said !== undefined) value.comment = ` ${said}`;
}

function momentText({ value }: Scalar): string | undefined {
  return typeof value === 'number' ? `ms since 1970: ${new Date(value).toISOString()}` : undefined;
}
