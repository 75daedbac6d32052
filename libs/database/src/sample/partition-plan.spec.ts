import { describe, expect, it } from 'vitest';
import { planPartitions, type PartitionPlanInput } from './partition-plan.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10, 13, 30);
const at = (hours: number): number => Date.UTC(2026, 0, 10) + hours * HOUR;

const plan = (over: Partial<PartitionPlanInput> = {}) =>
  planPartitions({
    now: NOW,
    widthMs: 6 * HOUR,
    aheadMs: 12 * HOUR,
    retentionMs: 24 * HOUR,
    neededFrom: NOW,
    rolledUntil: NOW,
    existing: [],
    ...over,
  });
const partition = (from: number, to: number) => ({ name: `p${from}`, from: at(from), to: at(to) });
const ranges = (over: Partial<PartitionPlanInput>) =>
  plan(over).create.map(({ from, to }) => [(from - at(0)) / HOUR, (to - at(0)) / HOUR]);

describe('the partitions of samples', () => {
  it('are made for now and well ahead', () =>
    expect(ranges({})).toEqual([
      [12, 18],
      [18, 24],
      [24, 30],
    ]));

  it('are not made twice', () =>
    expect(ranges({ existing: [partition(12, 18), partition(18, 24)] })).toEqual([[24, 30]]));

  it('are made for rows that lie astray and are to be kept', () =>
    expect(ranges({ neededFrom: at(4) })[0]).toEqual([0, 6]));

  it('are not made for what is past the retention, however long nobody kept house', () =>
    expect(ranges({ neededFrom: at(-500) })[0]).toEqual([-12, -6]));

  it('fill what partitions of another width leave free', () =>
    expect(ranges({ existing: [partition(-100, 13), partition(14, 15), partition(20, 29)] })).toEqual([
      [13, 14],
      [15, 18],
      [18, 20],
      [29, 30],
    ]));

  it('are made for the present after the clock went back', () =>
    expect(ranges({ existing: [partition(48, 54)], rolledUntil: at(60) })).toHaveLength(3));

  it('are dropped once all of their rows are past the retention', () => {
    const existing = [partition(-24, -18), partition(-18, -12), partition(-12, -6), partition(-6, 0)];
    expect(plan({ existing }).drop.map(({ to }) => (to - at(0)) / HOUR)).toEqual([-18, -12]);
  });

  it('are kept until their rows have been rolled up', () => {
    const existing = [partition(-24, -18), partition(-18, -12)];
    expect(plan({ existing, rolledUntil: at(-18) }).drop).toEqual([existing[0]]);
    expect(plan({ existing, rolledUntil: at(-19) }).drop).toEqual([]);
  });
});
