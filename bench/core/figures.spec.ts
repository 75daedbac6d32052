import { expect, it } from 'vitest';
import { figuresTable } from './figures.ts';

it('shows the middle of what was seen, with units, beside what it may be', () => {
  const text = figuresTable(
    [
      { what: 'rows are shown', unit: 'ms', bound: 1_000, seen: [900, 700, 812.4] },
      { what: 'first load', unit: 'bytes', seen: [359_012] },
      { what: 'an answer', unit: 'bytes', seen: [Number.NaN] },
    ],
    {
      date: '2026-11-22',
      commit: 'abc',
      browser: '156',
      machine: { cpu: 'EPYC', cores: 2, memoryGb: 25, kernel: '6.18', node: '24.21.0', java: '17' },
      foreignCores: [0.1, 0.05, 1.4],
    },
  );
  expect(text).toContain('| rows are shown | 1000 ms | 812 ms | 700 ms | 900 ms | 3 |');
  expect(text).toContain('| first load |  | 359.0 kB | 359.0 kB | 359.0 kB | 1 |');
  expect(text).toContain('| an answer |  |  |  |  | 1 |');
  expect(text).toContain('Others used 0.10 cores meanwhile (median), at most 1.40.');
});
