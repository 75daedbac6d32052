/** Codes in events, and where their words are. A name of a topic that is spelt like one is never looked up here. */
export const VALUES = {
  ONE_WAY: 'direction.ONE_WAY',
  TWO_WAY: 'direction.TWO_WAY',
  CLUSTER: 'level.CLUSTER',
  LATEST: 'value.LATEST',
  EARLIEST: 'value.EARLIEST',
  TIMESTAMP: 'value.TIMESTAMP',
  OFFSETS: 'value.OFFSETS',
  BLOCK: 'value.BLOCK',
  RECORD: 'value.RECORD',
  NONE: 'value.NONE',
  ZLIB: 'value.ZLIB',
  ZSTD: 'value.ZSTD',
  forward: 'flow.forward',
  reverse: 'flow.reverse',
  TO_TARGET: 'follow.toTarget',
  TO_SOURCE: 'follow.toSource',
  ADOPT: 'value.ADOPT',
  OVERWRITE: 'value.OVERWRITE',
  TOPIC: 'value.TOPIC',
  GROUP: 'value.GROUP',
  ACCOUNT: 'value.ACCOUNT',
  INITIALIZING: 'state.INITIALIZING',
  RUNNING: 'state.RUNNING',
  STOPPING: 'state.STOPPING',
  STOPPED: 'state.STOPPED',
  START_FAILED: 'state.START_FAILED',
  FAILED: 'state.FAILED',
  UNKNOWN: 'value.UNKNOWN',
  OLD: 'value.OLD',
  NEW: 'value.NEW',
} as const;

export type KnownValue = keyof typeof VALUES;

/** True for a code that has words. */
export function isKnownValue(value: string): value is KnownValue {
  return Object.hasOwn(VALUES, value);
}

/** Facts that are shown, and where their words are; the rest of an event is in its raw data. */
export const FACTS = {
  offsets: 'fact.offsets',
  name: 'fact.name',
  targetName: 'fact.targetName',
  direction: 'fact.direction',
  kind: 'fact.kind',
  wish: 'fact.wish',
  differences: 'fact.differences',
  sense: 'fact.sense',
  overrideLive: 'fact.overrideLive',
  groups: 'fact.groups',
  to: 'fact.to',
  timestamp: 'fact.timestamp',
  streams: 'fact.streams',
  again: 'fact.again',
  skipped: 'fact.skipped',
  topics: 'fact.topics',
  topic: 'fact.topic',
  queue: 'fact.queue',
  queues: 'fact.queues',
  offset: 'fact.offset',
  messages: 'fact.messages',
  items: 'fact.items',
  first: 'fact.first',
  messageId: 'fact.messageId',
  tag: 'fact.tag',
  key: 'fact.key',
  outcome: 'fact.outcome',
  said: 'fact.said',
  afterMs: 'fact.afterMs',
  shard: 'fact.shard',
  sourceOffset: 'fact.sourceOffset',
  generation: 'fact.generation',
} as const;

export type KnownFact = keyof typeof FACTS;

/** True for a fact that is shown. */
export function isKnownFact(key: string): key is KnownFact {
  return Object.hasOwn(FACTS, key);
}
