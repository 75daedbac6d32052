import { describe, expect, it } from 'vitest';
import { ROWS } from '../rows/index.ts';
import type { Row } from '../rows/row.ts';
import { Random, seedOf } from './random.ts';
import { directedRun, history, scheduleText } from './schedule.ts';

const SHAPE = { loadMs: 60_000, minFaults: 3, maxFaults: 6 };
const runs = Array.from({ length: 60 }, (_, index) => index + 1);

function rowOf(number: number): Row {
  const row = ROWS.find((candidate) => candidate.row === number);
  if (row === undefined) throw new Error(`row ${number} is not built`);
  return row;
}

describe('a seed', () => {
  it('gives the same directed run again, and another one with another number', () => {
    for (const row of ROWS) {
      const text = scheduleText(directedRun(row, 7, 3));
      expect(scheduleText(directedRun(row, 7, 3))).toBe(text);
    }
    const texts = new Set(runs.map((run) => scheduleText(directedRun(rowOf(6), 7, run))));
    expect(texts.size).toBeGreaterThan(40);
  });

  it('gives the same history again, and another one with another seed', () => {
    const text = scheduleText(history(ROWS, 7, 3, SHAPE));
    expect(scheduleText(history(ROWS, 7, 3, SHAPE))).toBe(text);
    expect(scheduleText(history(ROWS, 8, 3, SHAPE))).not.toBe(text);
  });

  it('of one run is not that of its neighbour', () => {
    expect(new Set(runs.map((run) => seedOf(1, 1, run))).size).toBe(runs.length);
  });
});

describe('a directed run', () => {
  it('has its fault under load: some load before it, and load until after it', () => {
    for (const row of ROWS)
      for (const run of runs) {
        const { faults, loadMs } = directedRun(row, 1, run);
        const [planned] = faults;
        expect(planned?.fault.row).toBe(row.row);
        expect(planned?.atMs).toBeGreaterThanOrEqual(3_000);
        expect(loadMs).toBeGreaterThanOrEqual(
          Math.max(15_000, (planned?.atMs ?? 0) + (planned?.fault.lastsMs ?? 0)),
        );
      }
  });

  it('draws every variant of its row sooner or later', () => {
    const texts = runs.map((run) => directedRun(rowOf(1), 1, run).faults[0]?.fault.what ?? '');
    for (const variant of [/^kill -9 worker \d$/, /^kill -9 all workers$/, /during takeover/])
      expect(texts.some((text) => variant.test(text))).toBe(true);
  });
});

describe('a history', () => {
  it('has 3 to 6 faults of rows that may be drawn, in the order of their times, inside its load', () => {
    for (const run of runs) {
      const { faults, loadMs } = history(ROWS, 1, run, SHAPE);
      const times = faults.map(({ atMs }) => atMs);
      expect(faults.length).toBeGreaterThanOrEqual(3);
      expect(faults.length).toBeLessThanOrEqual(6);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((at) => at >= 3_000 && at <= loadMs)).toBe(true);
      expect(loadMs).toBeGreaterThanOrEqual(45_000);
      expect(loadMs).toBeLessThanOrEqual(60_000);
      expect(faults.every(({ fault }) => rowOf(fault.row).inHistories)).toBe(true);
    }
  });

  it('draws from every row that may be drawn', () => {
    const drawn = new Set(
      runs.flatMap((run) => history(ROWS, 1, run, SHAPE).faults.map(({ fault }) => fault.row)),
    );
    expect(drawn).toEqual(new Set(ROWS.filter((row) => row.inHistories).map(({ row }) => row)));
  });
});

describe('random numbers', () => {
  it('are spread evenly and stay in their bounds', () => {
    const random = new Random(5);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4_000; i++) {
      const value = random.between(0, 3);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
