import type { QueueRef } from '../ports/queue-reader.js';

/** Source topic to target topic, as far as planning needs it. */
export interface TopicPair {
  sourceTopic: string;
  targetTopic: string;
}

/** One queue of a topic. */
export interface BrokerQueue {
  brokerName: string;
  queueId: number;
}

/** A stream that is stored already; `retired` ones are not run. */
export interface PlannedStream {
  id: number;
  source: QueueRef;
  target: QueueRef;
  retired: boolean;
}

/** What a plan is made from. */
export interface StreamPlanInput {
  /** Pairs of topics that both clusters have now. */
  routes: readonly TopicPair[];
  /** Readable queues of the source topics, in any order. */
  sourceQueues: ReadonlyMap<string, readonly BrokerQueue[]>;
  /** Writable queues of the target topics, in any order. */
  targetQueues: ReadonlyMap<string, readonly BrokerQueue[]>;
  existing: readonly PlannedStream[];
  /**
   * True when the task's spec asks for this pair, whether or not the topics can be seen now. Only the spec retires a
   * stream: a topic or a broker that cannot be seen is never read as deleted (facts §14).
   */
  isWanted: (pair: TopicPair) => boolean;
}

/** A stream to be stored. */
export interface StreamMapping {
  source: QueueRef;
  target: QueueRef;
}

/** What a plan changes; nothing of it moves an existing stream's target queue. */
export interface StreamPlan {
  add: readonly StreamMapping[];
  /** Ids of running streams that the spec no longer asks for. */
  retire: readonly number[];
  /** Ids of retired streams that the spec asks for again. */
  revive: readonly number[];
}

/**
 * Maps source queues onto target queues: sorted onto sorted, modulo. The mapping of a stream is made once, stored, and
 * never changes: order within a source queue is order within its target queue (design.md, data plane 1).
 */
export function planStreams(input: StreamPlanInput): StreamPlan {
  const known = new Set(input.existing.map((stream) => streamKey(stream.source, stream.target.topic)));
  const add = input.routes.flatMap((route) => newStreams(route, input, known));
  const changes = input.existing.map((stream) => ({ ...stream, wanted: input.isWanted(pairOf(stream)) }));
  return {
    add,
    retire: changes.filter((stream) => !stream.retired && !stream.wanted).map((stream) => stream.id),
    revive: changes.filter((stream) => stream.retired && stream.wanted).map((stream) => stream.id),
  };
}

/** True when the plan changes nothing. */
export function isEmptyPlan(plan: StreamPlan): boolean {
  return plan.add.length === 0 && plan.retire.length === 0 && plan.revive.length === 0;
}

/** The order in which queues are mapped: by broker name (code units), then by queue id. */
export function sortQueues(queues: readonly BrokerQueue[]): BrokerQueue[] {
  return queues.toSorted((a, b) => compareText(a.brokerName, b.brokerName) || a.queueId - b.queueId);
}

function newStreams(route: TopicPair, input: StreamPlanInput, known: Set<string>): StreamMapping[] {
  const sources = sortQueues(input.sourceQueues.get(route.sourceTopic) ?? []);
  const targets = sortQueues(input.targetQueues.get(route.targetTopic) ?? []);
  const streams: StreamMapping[] = [];
  for (const [index, queue] of sources.entries()) {
    const target = targets[index % targets.length];
    const source = { topic: route.sourceTopic, ...queue };
    const key = streamKey(source, route.targetTopic);
    if (target === undefined || known.has(key)) continue;
    known.add(key);
    streams.push({ source, target: { topic: route.targetTopic, ...target } });
  }
  return streams;
}

function pairOf(stream: PlannedStream): TopicPair {
  return { sourceTopic: stream.source.topic, targetTopic: stream.target.topic };
}

/** What makes a stream one stream inside its flow: its source queue and its target topic. */
function streamKey(source: QueueRef, targetTopic: string): string {
  return JSON.stringify([source.topic, source.brokerName, source.queueId, targetTopic]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
