import type { ProgressSense } from '@slipstream/shared';
import type { Clock } from '../ports/clock.js';
import { applyPlan } from './apply.js';
import { SETTLE_MS } from './group-watch.js';
import type { ProgressPlan } from './plan.js';
import { ProgressEngine, type ProgressSide } from './progress-engine.js';
import type { ProgressStream } from './stream.js';

/** What progress is looked at and carried with by hand: clients and streams of one task. */
export interface ByHand {
  taskId: string;
  source: ProgressSide;
  target: ProgressSide;
  /** All streams between the two clusters, of whichever task (`ProgressRepository.streams`). */
  streams: readonly ProgressStream[];
  /** Groups that the task carries (`compileTopicSelection` of its `groups`). */
  selects: (consumerGroup: string) => boolean;
  clock: Pick<Clock, 'now' | 'sleep'>;
  signal?: AbortSignal;
}

/** What a person asks for. */
export interface ProgressWish {
  sense: ProgressSense;
  /** Only these; all that the task carries when left out. */
  groups?: readonly string[];
  /** Also groups that have members there, or whose offsets there move. */
  overrideLive?: boolean;
}

/**
 * What would be committed, queue by queue, and what would not and why. Takes {@link SETTLE_MS} longer than a look, to see
 * whether offsets move by themselves. Writes nothing.
 */
export async function previewProgress(deps: ByHand, wish: ProgressWish): Promise<ProgressPlan> {
  return (await look(deps, wish)).plan;
}

/**
 * Looks again and carries progress over, when that is still what the person has seen: the offsets of a plan that have changed
 * since are left alone.
 *
 * @param preview what the person has agreed to; without it, whatever is right now
 * @param mayWrite asked before each write
 * @returns what is committed now, and why the rest is not
 */
export async function applyProgress(
  deps: ByHand,
  wish: ProgressWish,
  preview?: ProgressPlan,
  mayWrite: () => boolean = () => true,
): Promise<ProgressPlan> {
  const { engine, plan } = await look(deps, wish);
  const isAgreed = ({ consumerGroup, queue, offset }: ProgressPlan['writes'][number]): boolean =>
    preview === undefined ||
    preview.writes.some(
      (seen) =>
        seen.consumerGroup === consumerGroup &&
        seen.queue.topic === queue.topic &&
        seen.queue.brokerName === queue.brokerName &&
        seen.queue.queueId === queue.queueId &&
        seen.offset === offset,
    );
  return applyPlan(
    { ...plan, writes: plan.writes.filter(isAgreed) },
    {
      clientTo: (sense) => (sense === 'TO_TARGET' ? deps.target.client : deps.source.client),
      mayWrite,
      wrote: (write, at) => engine.wrote(write, at),
      now: () => deps.clock.now(),
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    },
  );
}

async function look(
  { clock, streams, selects, signal, ...sides }: ByHand,
  { sense, groups, overrideLive = false }: ProgressWish,
): Promise<{ engine: ProgressEngine; plan: ProgressPlan }> {
  const engine = new ProgressEngine({ ...sides, clock });
  const wanted = groups === undefined ? undefined : new Set(groups);
  const question = {
    senses: [sense],
    streams,
    selects: (group: string) => selects(group) && (wanted?.has(group) ?? true),
    overrideLive,
    ...(signal === undefined ? {} : { signal }),
  };
  await engine.look(question);
  await clock.sleep(SETTLE_MS, signal);
  return { engine, plan: await engine.look(question) };
}
