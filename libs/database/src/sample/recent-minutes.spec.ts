import { beforeEach, describe, expect, it } from 'vitest';
import { countStatements } from '../testing/count-statements.js';
import { emptySampleTables } from '../testing/empty-sample-tables.js';
import { useDatabase } from '../testing/use-database.js';
import { SampleHousekeeping } from './sample-housekeeping.js';
import { SampleRepository, type SampleRow } from './sample-repository.js';

const database = useDatabase();
const WORKER = '00000000-0000-4000-8000-00000000000a';
const OTHER_WORKER = '00000000-0000-4000-8000-00000000000b';
const MINUTE = 60_000;
/** Half an hour of whole minutes that ends now. */
const COUNT = 30;
let from: number;
let samples: SampleRepository;
let taskId: string;
let forward: string;
let reverse: string;

beforeEach(async () => {
  from = Math.floor(Date.now() / MINUTE) * MINUTE - COUNT * MINUTE;
  await emptySampleTables(database.dataSource, from);
  samples = new SampleRepository(database.dataSource);
  taskId = (await database.given.task({ direction: 'TWO_WAY' })).id;
  forward = await database.given.flowOf(taskId);
  reverse = await database.given.flowOf(taskId, 'reverse');
});

const sample = (at: number, sent: number, delayMaxMs: number | null, over: Partial<SampleRow> = {}) => ({
  flowId: forward,
  workerId: WORKER,
  at,
  read: 0,
  sent,
  skippedLoop: 0,
  filtered: 0,
  failed: 0,
  bytes: 0,
  gapMessages: 0,
  throttledMs: 0,
  backoffMs: 0,
  delayMs: delayMaxMs,
  delayMaxMs,
  lagMessages: null,
  ...over,
});
const at = (minute: number, second = 0): number => from + minute * MINUTE + second * 1_000;
const known = (values: readonly (number | null)[]): [number, number][] =>
  values.flatMap((value, index) => (value === null ? [] : [[index, value] as [number, number]]));

describe('W-01: the last minutes of all tasks', () => {
  it('are sums and highest delays of both directions and of all workers, and null where nothing is known', async () => {
    await samples.insert([
      sample(at(0), 5, 10),
      sample(at(0, 59), 7, 900),
      sample(at(0, 30), 100, 30, { flowId: reverse }),
      sample(at(0, 30), 1, 20, { workerId: OTHER_WORKER }),
      sample(at(7), 0, null),
      sample(at(29, 55), 3, 4),
      sample(at(30), 1_000, 1_000),
      sample(from - 1, 1_000, 1_000),
    ]);
    const [minutes, ...rest] = await samples.minutes(null, from, COUNT);
    expect(rest).toEqual([]);
    expect(minutes?.taskId).toBe(taskId);
    expect(minutes?.sent).toHaveLength(COUNT);
    expect(known(minutes?.sent ?? [])).toEqual([
      [0, 113],
      [7, 0],
      [29, 3],
    ]);
    expect(known(minutes?.delayMs ?? [])).toEqual([
      [0, 900],
      [29, 4],
    ]);
  });

  it('are the same before, while and after samples are rolled up', async () => {
    const rows = Array.from({ length: COUNT * 4 }, (_, i) =>
      sample(at(0, i * 15), i, i % 3 === 0 ? null : i, i % 2 === 0 ? { flowId: reverse } : {}),
    );
    await samples.insert(rows);
    const before = await samples.minutes(null, from, COUNT);
    await new SampleHousekeeping(database.dataSource).run();
    const [{ count } = { count: 0 }] = (await database.dataSource.query(
      'SELECT count(*)::int AS count FROM sample_minute',
    )) as { count: number }[];
    expect(count).toBeGreaterThan(10);
    expect(await samples.minutes(null, from, COUNT)).toEqual(before);
  });

  it('cost one statement, and are of those tasks that are asked for', async () => {
    const other = (await database.given.task()).id;
    const third = (await database.given.task()).id;
    for (const id of [taskId, other, third])
      await samples.insert([sample(at(3), 1, 1, { flowId: await database.given.flowOf(id) })]);
    expect(await countStatements(database.dataSource, () => samples.minutes(null, from, COUNT))).toBe(1);
    const asked = await samples.minutes([taskId, third], from, COUNT);
    expect(asked.map((minutes) => minutes.taskId).toSorted()).toEqual([taskId, third].toSorted());
    expect(await samples.minutes([], from, COUNT)).toEqual([]);
  });
});
