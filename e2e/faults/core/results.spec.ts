import { describe, expect, it } from 'vitest';
import { allHeld, markdown, median, type Results, type RunResult } from './results.ts';

const run = (change: Partial<RunResult> = {}): RunResult => ({
  name: 'row-1 run 1',
  rows: [1],
  group: 'row 1: kills',
  seed: 7,
  schedule: 'kill -9 worker 0',
  sourceMessages: 100,
  copies: 100,
  violations: [],
  silenceMs: 12_000,
  catchUpMs: 500,
  notes: [],
  tookMs: 30_000,
  ...change,
});

const results = (runs: RunResult[], notRun: Results['notRun'] = []): Results => ({
  seed: 7,
  commit: 'abc1234',
  versions: { source: '4.9.7' },
  startedAt: '2026-11-21T12:00:00.000Z',
  runs,
  notRun,
});

const lost = { invariant: 'I1', count: 2, examples: ['queue 0 offset 5 is not at the target'] } as const;

describe('the results', () => {
  it('hold when every run was performed and broke nothing, and there was one', () => {
    expect(allHeld(results([run(), run()]))).toBe(true);
    expect(allHeld(results([]))).toBe(false);
    expect(allHeld(results([run(), run({ violations: [lost] })]))).toBe(false);
    expect(allHeld(results([run(), run({ error: 'the broker did not start' })]))).toBe(false);
  });

  it('are a table with sums, and median and maximum of the times', () => {
    const page = markdown(
      results([run(), run({ silenceMs: 14_000 }), run({ silenceMs: 16_000, catchUpMs: 900 })]),
    );
    expect(page).toContain('| row 1: kills | 3 | 300 | 0 | 0 | 0 | 0 | 14.0, 16.0 | 0.5, 0.9 |  |');
  });

  it('name a broken run with its seed, schedule and examples', () => {
    const page = markdown(results([run(), run({ name: 'row-1 run 2', violations: [lost] })]));
    expect(page).toContain('| row 1: kills | 2 | 200 | 2 | 0 | 0 | 0 |');
    expect(page).toContain('**row-1 run 2** (seed 7): kill -9 worker 0');
    expect(page).toContain('queue 0 offset 5 is not at the target');
  });

  it('never count as passed what was not run', () => {
    const page = markdown(
      results([run({ error: 'no broker' })], [{ group: 'row 6: partitions', why: 'nft is not installed' }]),
    );
    expect(page).toContain('| row 1: kills | 0 | 0 |');
    expect(page).toContain('1 not performed');
    expect(page).toContain('| row 6: partitions | not run | | | | | | | | not run: nft is not installed |');
  });
});

describe('the median', () => {
  it.each([
    [[], null],
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2],
  ])('of %j is %j', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});
