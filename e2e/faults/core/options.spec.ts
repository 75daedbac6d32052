import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

const BUILT = [1, 2, 4];

describe('the command line of the faults', () => {
  it.each([
    ['all', BUILT],
    ['3', [3]],
    ['1..3', [1, 2, 3]],
    ['7,2..4,2', [2, 3, 4, 7]],
  ])('--row %s', (text, rows) => {
    expect(readOptions(['--row', text], BUILT).rows).toEqual(rows);
  });

  it('has a number of runs, a seed, and where to begin', () => {
    const args = ['--row', '1', '--runs', '50', '--seed', '9', '--first-run', '31'];
    expect(readOptions(args, BUILT)).toMatchObject({ runs: 50, seed: 9, firstRun: 31, histories: 0 });
  });

  it('takes histories without a row', () => {
    expect(readOptions(['--histories', '20', '--history-seconds', '25'], BUILT)).toMatchObject({
      rows: [],
      histories: 20,
      historyMs: 25_000,
    });
  });

  it.each([
    [[], /^usage/],
    [['--row', '20'], /numbers from 1 to 19/],
    [['--row', '3..1'], /numbers from 1 to 19/],
    [['--row', '1', '--runs', '0'], /--runs has to be/],
    [['--row', '1', '--workers', '4'], /--workers has to be a whole number from 1 to 3/],
    [['--rows', '1'], /usage/],
  ])('%j is refused', (args, message) => {
    expect(() => readOptions(args, BUILT)).toThrow(message);
  });
});
