import type { MetadataDifference, SyncSide } from '@slipstream/shared';
import { targetQueuesPerBroker } from '../plan/target-topic.js';
import { difference, type Carried } from './sighting.js';

/** Permission bit of a topic that can be written [PermName]. */
const PERM_WRITE = 2;

/** A topic as one broker has it. */
export interface TopicSettings {
  readQueueNums: number;
  writeQueueNums: number;
  perm: number;
  order: boolean;
  filterType: string;
  /** Names without a sign; null on 4.x, which has none. */
  attributes: Readonly<Record<string, string>> | null;
}

/** Queues that a topic has on one broker. */
export interface BrokerQueues {
  read: number;
  write: number;
}

/** A topic as one side has it. */
export interface TopicValue extends Omit<TopicSettings, 'readQueueNums' | 'writeQueueNums' | 'attributes'> {
  /** By broker, of those that have the topic. */
  queues: Readonly<Record<string, BrokerQueues>>;
  /** Those that are carried, with defaults filled in; null on 4.x. */
  attributes: Readonly<Record<string, string>> | null;
}

/** A value, and how brokers differ among themselves in what should be the same on all of them. */
export interface Observed<Value> {
  value: Value;
  disagreement: string | null;
}

/**
 * Attributes that are carried, with what a broker takes an absent one for [TopicAttributes]. The others (`queue.type`,
 * `cleanup.policy`) decide how copies are stored and could break exactly-once; they are the target's own.
 */
const CARRIED_ATTRIBUTES: Readonly<Record<string, string>> = {
  'message.type': 'NORMAL',
  'reserve.time': '-1',
};

/** Message types that every 5.x knows; brokers of another version refuse the others. */
const KNOWN_TYPES: ReadonlySet<string> = new Set(['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'UNSPECIFIED']);

/** What one side has of a topic, from what its brokers say; at least one. */
export function observeTopic(perBroker: ReadonlyMap<string, TopicSettings>): Observed<TopicValue> {
  const [first, ...others] = [...perBroker].map(([broker, { readQueueNums, writeQueueNums, ...rest }]) => ({
    broker,
    queues: { read: readQueueNums, write: writeQueueNums },
    ...rest,
    attributes: rest.attributes === null ? null : carriedAttributes(rest.attributes),
  }));
  if (first === undefined) throw new Error('a topic that no broker has');
  const { perm, order, filterType, attributes } = first;
  const said = others.flatMap((other) => [
    ...disagree('perm', first, other, String(perm), String(other.perm)),
    ...disagree('order', first, other, String(order), String(other.order)),
    ...disagree('attributes', first, other, JSON.stringify(attributes), JSON.stringify(other.attributes)),
  ]);
  const queues = Object.fromEntries([first, ...others].map((topic) => [topic.broker, topic.queues]));
  return { value: { queues, perm, order, filterType, attributes }, disagreement: said[0] ?? null };
}

/**
 * What the other side's topic becomes. Queues only grow: taking some away would hide messages. It stays writable, since copies
 * are written to it.
 *
 * @param to null when it is missing
 * @param brokers master brokers of the other side
 * @param takesAttributes the other side is 5.x
 */
export function carryTopic(
  fromSide: SyncSide,
  from: TopicValue,
  to: TopicValue | null,
  { brokers, takesAttributes }: { brokers: readonly string[]; takesAttributes: boolean },
): Carried<TopicValue> {
  const wanted = totalOf(from, 'read');
  const perBroker = targetQueuesPerBroker(wanted, brokers.length);
  const has = to === null ? 0 : Math.min(totalOf(to, 'read'), totalOf(to, 'write'));
  // 4.x has no attributes, and takes no notice of the order mark in a request.
  const isBothV5 = takesAttributes && from.attributes !== null;
  const order = isBothV5 ? from.order : (to?.order ?? false);
  const value: TopicValue = {
    queues: has >= wanted && to !== null ? to.queues : widened(to?.queues ?? {}, brokers, perBroker),
    perm: from.perm | PERM_WRITE,
    order,
    filterType: from.filterType,
    attributes: takesAttributes ? mergedAttributes(from, to) : null,
  };
  const compare = (setting: string, a: string | null, b: string | null): MetadataDifference[] =>
    a === b ? [] : [difference(setting, fromSide, { from: a, to: b })];
  const attributes = isBothV5 && from.attributes !== null ? from.attributes : {};
  const differences = [
    ...(has < wanted ? compare('queues', String(wanted), to === null ? null : String(has)) : []),
    ...compare('perm', String(value.perm), to === null ? null : String(to.perm)),
    ...compare('order', String(order), to === null ? null : String(to.order)),
    ...compare('topicFilterType', from.filterType, to?.filterType ?? null),
    ...Object.entries(attributes)
      .filter(([name]) => isCarried(name, attributes))
      .flatMap(([name, text]) => compare(name, text, to === null ? null : (to.attributes?.[name] ?? null))),
  ];
  const isWider = to !== null && has - wanted >= brokers.length;
  const isKeptOpen = to !== null && (from.perm & PERM_WRITE) === 0;
  return {
    value,
    differences,
    kept: isWider ? 'KEPT_WIDER' : isKeptOpen ? 'KEPT_WRITABLE' : null,
    gaps: [],
    unsupported: null,
  };
}

/** Queues over all brokers. */
export function totalOf({ queues }: TopicValue, what: keyof BrokerQueues): number {
  return Object.values(queues).reduce((sum, of) => sum + of[what], 0);
}

function widened(
  has: Readonly<Record<string, BrokerQueues>>,
  brokers: readonly string[],
  perBroker: number,
): Record<string, BrokerQueues> {
  return Object.fromEntries(
    brokers.map((broker) => [
      broker,
      {
        read: Math.max(has[broker]?.read ?? 0, perBroker),
        write: Math.max(has[broker]?.write ?? 0, perBroker),
      },
    ]),
  );
}

function carriedAttributes(all: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(CARRIED_ATTRIBUTES).map(([name, absent]) => [name, all[name] ?? absent]),
  );
}

function mergedAttributes(from: TopicValue, to: TopicValue | null): Record<string, string> {
  const carried = Object.entries(from.attributes ?? {}).filter(([name]) => isCarried(name, from.attributes));
  return { ...CARRIED_ATTRIBUTES, ...to?.attributes, ...Object.fromEntries(carried) };
}

function isCarried(name: string, attributes: Readonly<Record<string, string>> | null): boolean {
  return name !== 'message.type' || KNOWN_TYPES.has(attributes?.[name] ?? '');
}

function disagree(
  setting: string,
  a: { broker: string },
  b: { broker: string },
  one: string,
  other: string,
): string[] {
  return one === other ? [] : [`${setting} is ${one} on ${a.broker} and ${other} on ${b.broker}`];
}
