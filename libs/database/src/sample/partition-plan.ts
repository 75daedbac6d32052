/** A part of time, ms since the epoch; `to` is exclusive. */
export interface TimeRange {
  from: number;
  to: number;
}

/** A partition that is there. */
export interface Partition extends TimeRange {
  name: string;
}

/** What a table's partitions are planned from; all in ms. */
export interface PartitionPlanInput {
  /** PostgreSQL's time. */
  now: number;
  /** Width of one partition; they begin at multiples of it. */
  widthMs: number;
  /** How far before its time a partition is made. */
  aheadMs: number;
  /** Rows older than this are not needed. */
  retentionMs: number;
  /** Rows from here on are or will be written; what is past the retention is not looked after. */
  neededFrom: number;
  /** Rows before this have been rolled up into coarser ones; no others are dropped. */
  rolledUntil: number;
  existing: readonly Partition[];
}

/** What is to be done to a table's partitions. */
export interface PartitionPlan {
  create: TimeRange[];
  drop: Partition[];
}

/**
 * The partitions to make and to drop. Partitions of any width may be there: only time that none of them covers is
 * filled. Pure.
 */
export function planPartitions(input: PartitionPlanInput): PartitionPlan {
  const { now, widthMs, existing } = input;
  const oldest = now - input.retentionMs;
  const drop = existing.filter(({ to }) => to <= Math.min(oldest, input.rolledUntil));
  const first = Math.floor(Math.max(oldest, Math.min(input.neededFrom, now)) / widthMs) * widthMs;
  const create: TimeRange[] = [];
  for (let from = first; from <= now + input.aheadMs; from += widthMs)
    create.push(...uncovered({ from, to: from + widthMs }, existing));
  return { create, drop };
}

/** The parts of a range that none of the partitions covers. */
function uncovered(range: TimeRange, partitions: readonly Partition[]): TimeRange[] {
  const parts: TimeRange[] = [];
  let { from } = range;
  for (const taken of partitions.toSorted((a, b) => a.from - b.from)) {
    if (taken.to <= from || taken.from >= range.to) continue;
    if (taken.from > from) parts.push({ from, to: taken.from });
    from = taken.to;
  }
  if (from < range.to) parts.push({ from, to: range.to });
  return parts;
}
