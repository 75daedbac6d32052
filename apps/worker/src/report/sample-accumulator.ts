import { noCounts, type ShardReport } from '@slipstream/replication';
import type { MetricSample } from '@slipstream/shared';

/** Figures of one flow as this worker sees it, over one interval. */
export interface FlowSample extends MetricSample {
  flowId: string;
}

/** Gauges of one shard when it was last heard of. */
interface Gauges {
  delayMs: number | null;
  lagMessages: number | null;
}

interface FlowFigures {
  counts: ShardReport['counts'];
  delayMaxMs: number | null;
  shards: Map<string, Gauges>;
  /** When a row was last taken, ms since the epoch. */
  takenAt: number;
  wasIdle: boolean;
}

/** Names of the counts. */
const COUNTS = [
  'read',
  'sent',
  'skippedLoop',
  'filtered',
  'failed',
  'bytes',
  'gapMessages',
  'throttledMs',
  'backoffMs',
] as const satisfies (keyof ShardReport['counts'])[];

/** An idle flow is sampled this often, so that its gauges stay fresh, ms. */
export const IDLE_SAMPLE_MS = 30_000;

/** Adds up what shards report until a sample is due. Pure: time is given. */
export class SampleAccumulator {
  readonly #flows = new Map<string, FlowFigures>();

  add(flowId: string, shardId: string, report: ShardReport): void {
    const figures = this.#figures(flowId);
    addCounts(figures.counts, report.counts);
    figures.delayMaxMs = highest(figures.delayMaxMs, report.delayMaxMs);
    figures.shards.set(shardId, { delayMs: report.delayMs, lagMessages: report.lagMessages });
  }

  /** The shard does not run here any more; what it counted still goes into the next sample. */
  remove(flowId: string, shardId: string): void {
    this.#flows.get(flowId)?.shards.delete(shardId);
  }

  /**
   * The samples that are due; counts start again at 0. A flow in which nothing happens gives one in 30 s.
   *
   * @param now ms since the epoch
   */
  take(now: number): FlowSample[] {
    const samples: FlowSample[] = [];
    for (const [flowId, figures] of this.#flows) {
      const sample = sampleOf(flowId, figures, now);
      const isIdle = isEmpty(sample);
      const isDue = !isIdle || !figures.wasIdle || now - figures.takenAt >= IDLE_SAMPLE_MS;
      if (figures.shards.size === 0) this.#flows.delete(flowId);
      if (figures.shards.size === 0 ? !hasCounts(sample) : !isDue) continue;
      figures.counts = noCounts();
      figures.delayMaxMs = null;
      figures.takenAt = now;
      figures.wasIdle = isIdle;
      samples.push(sample);
    }
    return samples;
  }

  /** Counts that could not be written go into the next sample. */
  putBack(samples: readonly FlowSample[]): void {
    for (const sample of samples) {
      const figures = this.#figures(sample.flowId);
      addCounts(figures.counts, sample);
      figures.delayMaxMs = highest(figures.delayMaxMs, sample.delayMaxMs);
      figures.wasIdle = false;
    }
  }

  #figures(flowId: string): FlowFigures {
    let figures = this.#flows.get(flowId);
    if (figures === undefined) {
      figures = {
        counts: noCounts(),
        delayMaxMs: null,
        shards: new Map(),
        takenAt: Number.NEGATIVE_INFINITY,
        wasIdle: false,
      };
      this.#flows.set(flowId, figures);
    }
    return figures;
  }
}

/** Delay and lag of a flow: unknown as soon as those of one of its shards are. */
export function flowGauges(shards: Iterable<Gauges>): Gauges {
  let delayMs: number | null = 0;
  let lagMessages: number | null = 0;
  for (const shard of shards) {
    delayMs = delayMs === null || shard.delayMs === null ? null : Math.max(delayMs, shard.delayMs);
    lagMessages = lagMessages === null || shard.lagMessages === null ? null : lagMessages + shard.lagMessages;
  }
  return { delayMs, lagMessages };
}

function sampleOf(flowId: string, figures: FlowFigures, now: number): FlowSample {
  const gauges =
    figures.shards.size === 0 ? { delayMs: null, lagMessages: null } : flowGauges(figures.shards.values());
  return {
    flowId,
    at: now,
    ...figures.counts,
    ...gauges,
    delayMaxMs: highest(figures.delayMaxMs, gauges.delayMs),
  };
}

function isEmpty(sample: FlowSample): boolean {
  return !hasCounts(sample) && sample.delayMs === 0 && sample.lagMessages === 0;
}

function hasCounts(sample: ShardReport['counts']): boolean {
  return COUNTS.some((name) => sample[name] > 0);
}

function addCounts(sum: ShardReport['counts'], counts: ShardReport['counts']): void {
  for (const name of COUNTS) sum[name] += counts[name];
}

function highest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
