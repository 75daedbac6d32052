import { mapBounded, type ProgressSense, type ProgressWhy } from '@slipstream/shared';
import type { QueueRef } from '../ports/queue-reader.js';
import type { PlannedTopic, PlannedWrite, ProgressPlan } from './plan.js';
import { responseCodeOf, wordsOf, type CallOptions, type ProgressClient } from './ports.js';
import { SideOffsets } from './side-offsets.js';
import { queueKey } from './stream.js';

/** What a plan is carried out with. */
export interface ApplyDependencies {
  /** The cluster that progress of this sense is carried to. */
  clientTo: (sense: ProgressSense) => ProgressClient;
  /** Asked right before each write; a lease may be over. */
  mayWrite: () => boolean;
  /** Told of each offset right before it is committed, and of the time of this. */
  wrote?: (write: PlannedWrite, at: number) => void;
  now: () => number;
  signal?: AbortSignal;
}

/** What became of one write. */
type Outcome = { kind: 'WRITTEN'; offset: number } | { kind: 'LEFT'; why: ProgressWhy; said: string | null };

/** Offsets committed at once. */
const AT_ONCE = 8;
const GROUP_NOT_EXIST = 26;

/**
 * Commits what a plan says and reads it back. An offset that is no longer what it was when the plan was made is left alone:
 * somebody else has moved it.
 *
 * @returns the plan as it came out; without writes
 */
export async function applyPlan(plan: ProgressPlan, deps: ApplyDependencies): Promise<ProgressPlan> {
  const outcomes = new Map<string, Outcome>();
  const at = deps.now();
  for (const sense of new Set(plan.writes.map((write) => write.sense))) {
    const writes = plan.writes.filter((write) => write.sense === sense);
    await applySense(deps.clientTo(sense), writes, { ...deps, now: () => at }, outcomes);
  }
  const topics = plan.topics.map((topic) => withOutcomes(topic, outcomes, at));
  return { ...plan, writes: [], topics };
}

async function applySense(
  client: ProgressClient,
  writes: readonly PlannedWrite[],
  deps: ApplyDependencies,
  outcomes: Map<string, Outcome>,
): Promise<void> {
  const call: CallOptions = deps.signal === undefined ? {} : { signal: deps.signal };
  const brokers = new Set(writes.map(({ queue }) => queue.brokerName));
  const before = await SideOffsets.read(client, brokers, undefined, call);
  await mapBounded(writes, AT_ONCE, async (write) => {
    const left = leftAlone(before, write);
    if (left !== undefined) outcomes.set(keyOf(write), left);
    else if (deps.mayWrite()) outcomes.set(keyOf(write), await commit(client, write, deps, call));
  });
  const after = await SideOffsets.read(client, brokers, before, call);
  for (const write of writes) {
    const key = keyOf(write);
    if (outcomes.get(key)?.kind === 'WRITTEN') outcomes.set(key, readBack(after, write));
  }
}

function leftAlone(before: SideOffsets, { queue, consumerGroup, was }: PlannedWrite): Outcome | undefined {
  if (!before.isSeen(queue.brokerName))
    return { kind: 'LEFT', why: 'NOT_SEEN', said: before.unseen.get(queue.brokerName) ?? null };
  const is = before.committed(queue, consumerGroup) ?? null;
  return is === was ? undefined : { kind: 'LEFT', why: 'MOVING_BY_ITSELF', said: null };
}

async function commit(
  client: ProgressClient,
  write: PlannedWrite,
  deps: ApplyDependencies,
  call: CallOptions,
): Promise<Outcome> {
  const { queue, consumerGroup, offset } = write;
  try {
    // Also when the answer gets lost, the offset that moves is ours.
    deps.wrote?.(write, deps.now());
    await client.updateConsumerOffset(queue, consumerGroup, offset, call);
    return { kind: 'WRITTEN', offset };
  } catch (error) {
    if (deps.signal?.aborted === true) throw error;
    const code = responseCodeOf(error);
    const why = code === undefined ? 'NOT_SEEN' : code === GROUP_NOT_EXIST ? 'GROUP_MISSING' : 'REFUSED';
    return { kind: 'LEFT', why, said: wordsOf(error) };
  }
}

function readBack(after: SideOffsets, { queue, consumerGroup, offset }: PlannedWrite): Outcome {
  if (!after.isSeen(queue.brokerName))
    return { kind: 'LEFT', why: 'NOT_SEEN', said: after.unseen.get(queue.brokerName) ?? null };
  const is = after.committed(queue, consumerGroup);
  return is === offset
    ? { kind: 'WRITTEN', offset }
    : { kind: 'LEFT', why: 'REFUSED', said: `wrote ${offset}, read back ${is ?? 'nothing'}` };
}

function withOutcomes(
  topic: PlannedTopic,
  outcomes: ReadonlyMap<string, Outcome>,
  now: number,
): PlannedTopic {
  const { sense, consumerGroup, toTopic } = topic;
  return {
    ...topic,
    queues: topic.queues.map((queue) => {
      const outcome = outcomes.get(keyOf({ sense, consumerGroup, queue: { topic: toTopic, ...queue.to } }));
      if (outcome === undefined) return queue;
      if (outcome.kind === 'LEFT') return { ...queue, why: outcome.why, said: outcome.said };
      const syncedAt = outcome.offset === queue.translated ? now : queue.syncedAt;
      return { ...queue, toOffset: outcome.offset, syncedAt };
    }),
  };
}

function keyOf(write: { sense: ProgressSense; consumerGroup: string; queue: QueueRef }): string {
  return `${write.sense} ${write.consumerGroup} ${queueKey(write.queue)}`;
}
