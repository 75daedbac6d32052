/** What one worker wants of a task's rate, as it was during the last second. */
export interface RateDemand {
  /** What it used, per second, in the rate's unit. */
  used: number;
  /** Streams that had to wait for the throttle; 0 when the rate was enough. */
  waiting: number;
  /** Part of the rate that it holds, 0 to 1. */
  share: number;
}

/** A worker whose rate is enough may grow by this much until the next division. */
const HEADROOM = 1.25;
/** Share of an equal part that a worker always has, so that it can begin. */
const IDLE_SHARE = 0.01;

/** A worker that may take nothing yet holds this much, so that its streams ask at all. */
const LEAST_SHARE = 0.001;

/**
 * The share of a task's rate that this worker takes now, 0 to 1: what {@link divideRate} gives it, as far as the others have
 * let go of it. Shares shrink at once and grow when there is room, so that they do not add up to more than the rate.
 */
export function nextShare(rate: number, own: RateDemand, others: readonly RateDemand[]): number {
  const room = 1 - others.reduce((sum, other) => sum + other.share, 0);
  return Math.max(LEAST_SHARE, Math.min(divideRate(rate, own, others) / rate, room));
}

/**
 * This worker's part of a task's rate. Workers whose streams need not wait keep what they use and a little more; the rest
 * goes to the others by the number of their waiting streams, so that every stream gets the same. The parts of all workers
 * that divide the same demands add up to the rate, never to more.
 *
 * @param rate of the task, per second
 * @param own what this worker wants
 * @param others what the other workers of the task want
 */
export function divideRate(rate: number, own: RateDemand, others: readonly RateDemand[]): number {
  if (others.length === 0) return rate;
  const all = [own, ...others];
  const equal = rate / all.length;
  const modest = ({ used }: RateDemand): number => Math.min(equal, used * HEADROOM + equal * IDLE_SHARE);
  const waiting = all.reduce((sum, demand) => sum + demand.waiting, 0);
  const taken = all.reduce((sum, demand) => sum + (demand.waiting > 0 ? 0 : modest(demand)), 0);
  if (waiting === 0) return modest(own) + (rate - taken) / all.length;
  return own.waiting > 0 ? ((rate - taken) * own.waiting) / waiting : modest(own);
}
