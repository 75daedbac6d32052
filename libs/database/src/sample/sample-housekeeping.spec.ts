import type { MetricPoint } from '@slipstream/shared';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { queryRows } from '../sql.js';
import { emptySampleTables } from '../testing/empty-sample-tables.js';
import { referencePoints, type TimedSample } from '../testing/reference-points.js';
import { useDatabase } from '../testing/use-database.js';
import { listPartitions, oldestStray } from './partitions.js';
import { SampleHousekeeping } from './sample-housekeeping.js';
import { SampleRepository } from './sample-repository.js';

const database = useDatabase();
const WORKERS = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEPS = [5_000, MINUTE, 3 * MINUTE, 10 * MINUTE, 40 * MINUTE];

let samples: SampleRepository;
let housekeeping: SampleHousekeeping;
let taskId: string;
let directions: Map<string, 'forward' | 'reverse'>;
/** PostgreSQL's time, ms. */
let now: number;

beforeEach(async () => {
  samples = new SampleRepository(database.dataSource);
  housekeeping = new SampleHousekeeping(database.dataSource);
  taskId = (await database.given.task({ direction: 'TWO_WAY' })).id;
  directions = new Map([
    [await database.given.flowOf(taskId), 'forward'],
    [await database.given.flowOf(taskId, 'reverse'), 'reverse'],
  ]);
  const [row] = await sql<{ now: number }>(
    `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`,
  );
  now = row?.now ?? 0;
});

const sql = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> =>
  queryRows<Row>(database.dataSource, text, parameters);

/** Begins anew, with everything closed and rolled up until then. */
async function begin(rolledUntil: number): Promise<void> {
  await emptySampleTables(database.dataSource, rolledUntil);
}

const sample = (over: Partial<TimedSample> = {}): TimedSample => ({
  flowId: [...directions.keys()][0] ?? '',
  workerId: WORKERS[0],
  at: now,
  read: 3,
  sent: 2,
  skippedLoop: 1,
  filtered: 0,
  failed: 0,
  bytes: 100,
  gapMessages: 0,
  throttledMs: 0,
  backoffMs: 0,
  delayMs: 40,
  delayMaxMs: 90,
  lagMessages: 7,
  ...over,
});

/** First point of a chart that ends in the middle of a step of any length. */
const chart = (step: number) => {
  const [from, to] = [now - 3 * HOUR, now + 10 * MINUTE];
  const first = Math.max(Math.floor(from / step), Math.floor((to - 1) / step) - 299) * step;
  return { range: { from, to, step }, first };
};

/** Charts of each step, with the directions together and apart. */
const shown = (steps = STEPS): Promise<MetricPoint[][]> =>
  Promise.all(
    steps.flatMap((step) => [false, true].map((split) => samples.range(taskId, chart(step).range, split))),
  );

/** What those charts are to show of these samples. */
const wanted = (given: readonly TimedSample[], steps = STEPS): MetricPoint[][] =>
  steps.flatMap((step) => {
    const seen = given.filter(({ at }) => at >= chart(step).first);
    return [referencePoints(seen, step), referencePoints(seen, step, directions)];
  });

const countsAndGauges = fc.record({
  read: fc.nat(1_000),
  sent: fc.nat(1_000),
  skippedLoop: fc.nat(5),
  filtered: fc.nat(5),
  failed: fc.nat(5),
  bytes: fc.nat(1_000_000),
  gapMessages: fc.nat(5),
  throttledMs: fc.nat(5_000),
  backoffMs: fc.nat(5_000),
  delayMs: fc.option(fc.nat(100_000)),
  delayMaxMs: fc.option(fc.nat(100_000)),
  lagMessages: fc.option(fc.nat(100_000)),
});
/** Seconds before now, flow and worker: near to each other, so that they meet in one interval. */
const placed = fc.tuple(fc.oneof(fc.nat(2 * 3_600), fc.nat(100)), fc.nat(1), fc.nat(1), countsAndGauges);
/** What a flush writes, and whether housekeeping comes after it. */
const flushes = fc.array(fc.tuple(fc.array(placed, { minLength: 1, maxLength: 12 }), fc.boolean()), {
  minLength: 1,
  maxLength: 5,
});

describe('roll-ups (O-01)', () => {
  it('answer as the samples do: whatever comes late, whatever is unknown, whenever housekeeping runs', async () => {
    const flows = [...directions.keys()];
    await fc.assert(
      fc.asyncProperty(flushes, async (script) => {
        await begin(now - 3 * HOUR);
        const given: TimedSample[] = [];
        for (const [items, cleans] of script) {
          const rows = items.map(([ago, flow, worker, figures]) => ({
            ...figures,
            at: now - ago * 1_000,
            flowId: flows[flow] ?? '',
            workerId: WORKERS[worker] ?? '',
          }));
          await samples.insert(rows);
          given.push(...rows);
          if (cleans) await housekeeping.run();
        }
        if (script.at(-1)?.[1] === true) expect(await shown()).toEqual(wanted(given));
        await housekeeping.run();
        expect(await shown()).toEqual(wanted(given));
      }),
      { numRuns: 12 },
    );
  });

  it('stay the same when they are made again', async () => {
    await begin(now - 3 * HOUR);
    const rows = [sample({ at: now - HOUR }), sample({ at: now - HOUR + 5_000, lagMessages: null })];
    await samples.insert(rows);
    await housekeeping.run();
    await sql(`UPDATE sample_roll_up SET rolled_until = rolled_until - interval '2 hours'`);
    await housekeeping.run();
    await housekeeping.run();
    expect(await shown()).toEqual(wanted(rows));
  });

  it('are right while many processes keep house and others write', async () => {
    await begin(now - 3 * HOUR);
    const given: TimedSample[] = [];
    const rounds = Array.from({ length: 8 }, (_, round) => {
      const rows = Array.from({ length: 30 }, (__, i) =>
        sample({
          at: now - i * 4 * MINUTE - round * 1_000,
          workerId: WORKERS[round % 2] ?? '',
          lagMessages: i,
        }),
      );
      given.push(...rows);
      return [samples.insert(rows), new SampleHousekeeping(database.dataSource).run()];
    });
    await Promise.all(rounds.flat());
    expect(await shown([MINUTE, 10 * MINUTE])).toEqual(wanted(given, [MINUTE, 10 * MINUTE]));
    await housekeeping.run();
    expect(await shown()).toEqual(wanted(given));
    const names = (await listPartitions(database.dataSource, 'sample')).map(({ from }) => from);
    expect(new Set(names).size).toBe(names.length);
  });

  it('wait for samples that are being written', async () => {
    await begin(now - HOUR);
    const rows = [sample({ at: now - 30 * MINUTE })];
    const writer = database.dataSource.createQueryRunner();
    await writer.startTransaction();
    const insert = new SampleRepository(writer.manager);
    await insert.insert(rows);
    const run = housekeeping.run();
    await writer.commitTransaction();
    await writer.release();
    await run;
    expect(await shown([MINUTE, 10 * MINUTE])).toEqual(wanted(rows, [MINUTE, 10 * MINUTE]));
  });

  it('follow a clock that went back: nothing that is written then is missing', async () => {
    await begin(now + 2 * HOUR);
    const rows = [sample({ at: now - 20 * MINUTE }), sample({ at: now - 1_000 })];
    await samples.insert(rows);
    await housekeeping.run();
    expect(await shown()).toEqual(wanted(rows));
  });

  it('take up again after days in which nobody kept house', async () => {
    await begin(now - 72 * HOUR);
    const rows = [sample({ at: now - 2 * HOUR }), sample({ at: now - 10_000 })];
    await samples.insert(rows);
    expect(await shown()).toEqual(wanted(rows));
    await housekeeping.run();
    expect(await shown()).toEqual(wanted(rows));
  });
});

describe('partitions', () => {
  it('are ready hours before they are needed', async () => {
    await begin(now);
    await housekeeping.run();
    for (const [table, ahead] of [
      ['sample', 12],
      ['sample_minute', 24],
      ['sample_coarse', 24],
    ] as const) {
      const partitions = await listPartitions(database.dataSource, table);
      expect(Math.max(...partitions.map(({ to }) => to))).toBeGreaterThan(now + ahead * HOUR);
    }
  });

  it('take in what was written when there was none', async () => {
    await begin(now);
    const rows = [sample({ at: now - HOUR }), sample({ at: now }), sample({ at: now + 100 * HOUR })];
    await samples.insert(rows);
    expect(await oldestStray(database.dataSource, 'sample')).toBe(now - HOUR);
    await housekeeping.run();
    expect(await oldestStray(database.dataSource, 'sample')).toBe(now + 100 * HOUR);
    expect(await sql('SELECT 1 FROM sample')).toHaveLength(3);
  });

  it('past the retention are dropped once they are rolled up, and not deleted row by row', async () => {
    await begin(now - 60 * HOUR);
    const old = sample({ at: now - 50 * HOUR });
    const kept = sample({ at: now - 20 * HOUR });
    await sql(
      `CREATE TABLE sample_old (LIKE sample INCLUDING DEFAULTS);
       ALTER TABLE sample ATTACH PARTITION sample_old
         FOR VALUES FROM ('${new Date(now - 60 * HOUR).toISOString()}') TO ('${new Date(now - 40 * HOUR).toISOString()}')`,
    );
    await samples.insert([old, kept]);
    await housekeeping.run();
    expect(await sql(`SELECT 1 FROM pg_class WHERE relname = 'sample_old'`)).toEqual([]);
    expect(await sql('SELECT 1 FROM sample')).toHaveLength(1);
    const range = { from: now - 60 * HOUR, to: now, step: 20 * MINUTE };
    expect(await samples.range(taskId, range, false)).toEqual(referencePoints([old, kept], range.step));
    // What is told of that time afterwards is not counted: the rest of its minute is gone.
    await samples.insert([old]);
    await housekeeping.run();
    expect(await samples.range(taskId, range, false)).toEqual(referencePoints([old, kept], range.step));
  });
});
