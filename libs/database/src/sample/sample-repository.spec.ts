import { beforeEach, describe, expect, it } from 'vitest';
import { METRIC_POINTS_MAX, metricRange } from '@slipstream/shared';
import { queryRows } from '../sql.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import { useDatabase } from '../testing/use-database.js';
import { SampleRepository, type SampleRow } from './sample-repository.js';

const database = useDatabase();
const WORKER = '00000000-0000-4000-8000-00000000000a';
const OTHER_WORKER = '00000000-0000-4000-8000-00000000000b';
const T0 = Date.UTC(2026, 0, 1);
let samples: SampleRepository;
let taskId: string;
let forward: string;
let reverse: string;

beforeEach(async () => {
  samples = new SampleRepository(database.dataSource);
  taskId = (await database.given.task({ direction: 'TWO_WAY' })).id;
  forward = await database.given.flowOf(taskId);
  reverse = await database.given.flowOf(taskId, 'reverse');
});

const sample = (over: Partial<SampleRow> = {}): SampleRow => ({
  flowId: forward,
  workerId: WORKER,
  at: T0,
  read: 10,
  sent: 5,
  skippedLoop: 2,
  filtered: 3,
  failed: 1,
  bytes: 1000,
  gapMessages: 4,
  throttledMs: 50,
  backoffMs: 6,
  delayMs: 40,
  delayMaxMs: 90,
  lagMessages: 7,
  ...over,
});

describe('a range', () => {
  it('sums counts and takes maxima within each step', async () => {
    await samples.insert([
      sample({ at: T0, delayMs: 10, delayMaxMs: 20, lagMessages: 1 }),
      sample({ at: T0 + 5_000, delayMs: 30, delayMaxMs: 90, lagMessages: 8 }),
      sample({ at: T0 + 10_000, delayMs: 5, delayMaxMs: 6, lagMessages: 2 }),
    ]);
    expect(await samples.range(taskId, { from: T0, to: T0 + 20_000, step: 10_000 }, false)).toEqual([
      {
        at: T0,
        read: 20,
        sent: 10,
        skippedLoop: 4,
        filtered: 6,
        failed: 2,
        bytes: 2000,
        gapMessages: 8,
        throttledMs: 100,
        backoffMs: 12,
        delayMs: 30,
        delayMaxMs: 90,
        lagMessages: 8,
      },
      {
        at: T0 + 10_000,
        read: 10,
        sent: 5,
        skippedLoop: 2,
        filtered: 3,
        failed: 1,
        bytes: 1000,
        gapMessages: 4,
        throttledMs: 50,
        backoffMs: 6,
        delayMs: 5,
        delayMaxMs: 6,
        lagMessages: 2,
      },
    ]);
  });

  it('adds up the lag of workers that share a flow, at one moment, and of both flows', async () => {
    await samples.insert([
      sample({ at: T0 + 1_000, lagMessages: 5, delayMs: 10 }),
      sample({ at: T0 + 2_000, lagMessages: 6, delayMs: 20, workerId: OTHER_WORKER }),
      sample({ at: T0 + 3_000, lagMessages: 100, delayMs: 15, flowId: reverse }),
      sample({ at: T0 + 6_000, lagMessages: 1, workerId: OTHER_WORKER }),
    ]);
    const [point] = await samples.range(taskId, { from: T0, to: T0 + 10_000, step: 10_000 }, false);
    expect(point).toMatchObject({ lagMessages: 111, delayMs: 40, read: 40 });
  });

  it('gives each direction apart when asked', async () => {
    await samples.insert([
      sample({ lagMessages: 5 }),
      sample({ flowId: reverse, read: 1, lagMessages: 100 }),
    ]);
    const points = await samples.range(taskId, { from: T0, to: T0 + 5_000, step: 5_000 }, true);
    expect(points).toMatchObject([
      { at: T0, direction: 'forward', read: 10, lagMessages: 5 },
      { at: T0, direction: 'reverse', read: 1, lagMessages: 100 },
    ]);
  });

  it('keeps what is unknown unknown', async () => {
    await samples.insert([sample({ delayMs: null, delayMaxMs: null, lagMessages: null })]);
    const [point] = await samples.range(taskId, { from: T0, to: T0 + 5_000, step: 5_000 }, false);
    expect(point).toMatchObject({ delayMs: null, delayMaxMs: null, lagMessages: null });
  });

  it('aligns its points to the step, wherever the range begins, and ends before `to`', async () => {
    await samples.insert([
      sample({ at: T0 + 9_999 }),
      sample({ at: T0 + 10_000 }),
      sample({ at: T0 + 30_000 }),
    ]);
    const points = await samples.range(taskId, { from: T0 + 7_000, to: T0 + 30_000, step: 10_000 }, false);
    expect(points.map((point) => point.at)).toEqual([T0, T0 + 10_000]);
  });

  it('never has more points than a chart takes, aligned or not, whatever the step', async () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => sample({ at: T0 + i * 5_000 }));
    await samples.insert(rows);
    for (const [from, to, step] of [
      [T0, T0 + 5_000_000, 5_000],
      [T0 + 3, T0 + 1_500_003, 5_000],
      [T0 + 4_999, T0 + 4_999_998, 15_000],
    ] as const) {
      const points = await samples.range(taskId, { from, to, step }, false);
      expect(points.length).toBeLessThanOrEqual(METRIC_POINTS_MAX);
      expect(points.at(-1)?.at).toBe(Math.floor((to - 1) / step) * step);
    }
    const whole = metricRange({ from: T0, to: T0 + 5_000_000 }, T0);
    const points = await samples.range(taskId, whole, false);
    expect(points.length).toBeLessThanOrEqual(METRIC_POINTS_MAX);
    expect(points.reduce((sum, point) => sum + point.read, 0)).toBe(10_000);
  });

  it('that is empty, or of no task, has no points', async () => {
    expect(await samples.range(taskId, { from: T0, to: T0, step: 5_000 }, false)).toEqual([]);
    expect(await samples.range(WORKER, { from: T0, to: T0 + 60_000, step: 5_000 }, false)).toEqual([]);
  });
});

describe('a sample of a flow that is gone', () => {
  it('does not keep the others from being stored', async () => {
    await samples.insert([sample({ flowId: WORKER }), sample()]);
    const points = await samples.range(taskId, { from: T0, to: T0 + 60_000, step: 5_000 }, false);
    expect(points).toMatchObject([{ read: 10 }]);
  });
});

describe('the latest figures', () => {
  let worker: string;

  beforeEach(async () => {
    worker = await database.given.worker();
    await new LeaseRepository(database.dataSource).claim(worker);
  });

  const ago = async (ms: number, over: Partial<SampleRow> = {}): Promise<void> => {
    const [row] = await queryRows<{ now: number }>(
      database.dataSource,
      `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`,
    );
    await samples.insert([sample({ workerId: worker, at: (row?.now ?? 0) - ms, ...over })]);
  };
  const latest = async (): Promise<unknown> => (await samples.latest([taskId])).get(taskId);

  it('are the slowest delay and the whole lag of the newest samples', async () => {
    await ago(6_000, { delayMs: 900, lagMessages: 900 });
    await ago(1_000, { delayMs: 40, lagMessages: 7 });
    await ago(1_000, { delayMs: 50, lagMessages: 8, flowId: reverse });
    expect(await latest()).toEqual({ delayMs: 50, lagMessages: 15, noProgress: false, throttled: false });
  });

  it('are unknown when nothing is newer than 30 s, and for tasks without samples', async () => {
    await ago(31_000);
    expect(await latest()).toEqual({ delayMs: null, lagMessages: null, noProgress: false, throttled: false });
    expect((await samples.latest([OTHER_WORKER])).get(OTHER_WORKER)).toMatchObject({ delayMs: null });
  });

  it('leave out a worker that holds nothing of the flow any more', async () => {
    await ago(1_000, { workerId: OTHER_WORKER, delayMs: 9_000, lagMessages: 9_000 });
    await ago(1_000, { delayMs: 40, lagMessages: 7 });
    expect(await latest()).toMatchObject({ delayMs: 40, lagMessages: 7 });
  });

  const minute = async (over: Partial<SampleRow>): Promise<void> => {
    for (let i = 0; i < 12; i++)
      await ago(i * 5_000 + 500, { sent: 0, skippedLoop: 0, filtered: 0, ...over });
  };

  it('tell of no progress after a minute of lag without anything done', async () => {
    await minute({ lagMessages: 3 });
    expect(await latest()).toMatchObject({ noProgress: true });
  });

  it.each([
    ['something was sent', { lagMessages: 3, sent: 1 }],
    ['all was skipped as looped back', { lagMessages: 3, skippedLoop: 4 }],
    ['all was filtered out', { lagMessages: 3, filtered: 4 }],
    ['there is nothing to do', { lagMessages: 0 }],
    ['lag is unknown', { lagMessages: null }],
  ])('tell of progress when %s', async (_, over) => {
    await minute(over);
    expect(await latest()).toMatchObject({ noProgress: false });
  });

  it('tell of progress while a minute has not passed, or when lag has only just come up', async () => {
    for (let i = 0; i < 6; i++)
      await ago(i * 5_000, { lagMessages: 3, sent: 0, skippedLoop: 0, filtered: 0 });
    expect(await latest()).toMatchObject({ noProgress: false });
    for (let i = 6; i < 12; i++)
      await ago(i * 5_000, { lagMessages: 0, sent: 0, skippedLoop: 0, filtered: 0 });
    expect(await latest()).toMatchObject({ noProgress: false });
  });
});
