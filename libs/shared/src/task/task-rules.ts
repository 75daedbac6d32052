import type { MetadataSync, ProgressSync } from '../sync/sync-rules.js';
import type { TaskTag } from './task-tag.js';

/** One-way copies source to target; two-way has a second flow from target to source. */
export const TASK_DIRECTIONS = ['ONE_WAY', 'TWO_WAY'] as const;
export type TaskDirection = (typeof TASK_DIRECTIONS)[number];

/** Cluster level copies all topics that match, now and later; topic level copies the listed routes. */
export const TASK_LEVELS = ['CLUSTER', 'TOPIC'] as const;
export type TaskLevel = (typeof TASK_LEVELS)[number];

/** One direction of a task. */
export const FLOW_DIRECTIONS = ['forward', 'reverse'] as const;
export type FlowDirection = (typeof FLOW_DIRECTIONS)[number];

/** Where a new task begins to read. `LATEST` is the moment the task was created. */
export const START_TYPES = ['LATEST', 'EARLIEST', 'TIMESTAMP'] as const;
export type StartType = (typeof START_TYPES)[number];

/** Filters of a route. A broker evaluates TAG by hash and SQL92 exactly. */
export const FILTER_TYPES = ['NONE', 'TAG', 'SQL92'] as const;
export type FilterType = (typeof FILTER_TYPES)[number];

/** What the user wants of a task. */
export const WANTED_STATES = ['RUNNING', 'STOPPED'] as const;
export type WantedState = (typeof WANTED_STATES)[number];

/** What becomes of a message that the target refuses for good: its stream waits, or it is recorded and passed over. */
export const FAILURE_POLICY_TYPES = ['BLOCK', 'RECORD'] as const;
export type FailurePolicyType = (typeof FAILURE_POLICY_TYPES)[number];

/**
 * How bodies that are not compressed at the source travel to the target and are stored there. Every RocketMQ client reads ZLIB,
 * those of 5.0 and later read ZSTD.
 */
export const COMPRESSION_TYPES = ['NONE', 'ZLIB', 'ZSTD'] as const;
export type CompressionType = (typeof COMPRESSION_TYPES)[number];

/** Limits of a task; lengths in characters, counts in entries. */
export const TASK_LIMITS = {
  nameMax: 200,
  topicMax: 127,
  routesMax: 1000,
  topicPatternsMax: 200,
  topicPatternMax: 200,
  filterExpressionMax: 2000,
  messagesPerSecondMax: 1_000_000,
  bytesPerSecondMin: 1_024,
  bytesPerSecondMax: 10_000_000_000,
} as const;

/** Topic names that RocketMQ accepts [TopicValidator]; `%` and `|` appear in system topics only. */
export const TOPIC_PATTERN = /^[a-zA-Z0-9_-]+$/;

/** Position to start from, or to reset to. `timestamp` is ms since the epoch and given with `TIMESTAMP` only. */
export interface StartFrom {
  type: StartType;
  timestamp?: number;
}

/** Filter of a route; `expression` is given unless the type is `NONE`. */
export interface RouteFilter {
  type: FilterType;
  expression?: string;
}

/** Source topic to target topic inside a flow. */
export interface Route {
  sourceTopic: string;
  targetTopic: string;
  filter: RouteFilter;
}

/**
 * Topics of a cluster-level task. Entries are a literal name, a prefix ending in `*`, or a regular expression between
 * slashes. No `include` means all; `exclude` wins.
 */
export interface TopicSelection {
  include?: string[];
  exclude?: string[];
}

/**
 * What becomes of a message that the target refuses for good (T-09). `deadLetterTopic`, with `RECORD` only, is a topic of the
 * target that such messages are offered to as well.
 */
export interface FailurePolicy {
  type: FailurePolicyType;
  deadLetterTopic?: string;
}

/**
 * Highest rates of a task, all its flows and workers together; a unit that is left out is not limited. Bytes are those of
 * bodies and properties as they are written to the target.
 */
export interface Throttle {
  messagesPerSecond?: number;
  bytesPerSecond?: number;
}

/** Compression of copies; see {@link COMPRESSION_TYPES}. Bodies that it would not make smaller by a tenth are left as they are. */
export interface Compression {
  type: CompressionType;
}

/** Consumer groups whose settings and progress a task carries; entries as in {@link TopicSelection}. */
export type GroupSelection = TopicSelection;

/** What a task is to do: the part of a task that its user writes. Cluster ids are the registered clusters' `id`s. */
export interface TaskSpec {
  name: string;
  direction: TaskDirection;
  level: TaskLevel;
  sourceClusterId: string;
  targetClusterId: string;
  startFrom: StartFrom;
  topics: TopicSelection;
  routes: Route[];
  failurePolicy: FailurePolicy;
  throttle: Throttle;
  compression: Compression;
  /** Given to each copy; null for none. */
  tag: TaskTag | null;
  metadata: MetadataSync;
  progress: ProgressSync;
  groups: GroupSelection;
}
