import { describe, expect, it } from 'vitest';
import { copyTables, delayTables, replaceBetweenMarks } from './markdown.ts';
import { merged, type ResultsFile } from './results-file.ts';

const use = { cpuSeconds: 1, peakMb: 300 };
const FILE: ResultsFile = {
  date: '2026-01-02',
  commit: 'abc1234',
  sourceVersion: '4.9.7',
  targetVersion: '5.5.0',
  machine: { cpu: 'Some CPU', cores: 2, memoryGb: 24, kernel: '6.1', node: '24.1.0', java: '17' },
  runs: (['a', 'c'] as const).map((contender) => ({
    contender,
    bodyBytes: 1_024,
    repetition: 1,
    messages: 100_000,
    seconds: contender === 'a' ? 2 : 3,
    use: { copier: use, source: use, target: use },
    foreignCpuSeconds: 0,
  })),
};

describe('tables of docs/performance.md', () => {
  it('show every contender and the ratios, and what they were measured on', () => {
    const text = copyTables(FILE);
    expect(text).toContain(
      '2026-01-02, commit abc1234. RocketMQ 4.9.7 to 5.5.0, Node 24.1.0, Java 17; 2 cores',
    );
    expect(text).toContain(
      '| 1024 | Slipstream | 1 | 50,000, **50,000**, 50,000 | 51.2 | 10.0 | 10.0 | 10.0 |',
    );
    expect(text).toContain('| 1024 |  | 1.50 |  | 1.00 | 1.00 |');
  });

  it('show delays', () => {
    const text = delayTables(FILE, {
      createToFirstMs: 812.4,
      steady: { rate: 1_000, bodyBytes: 1_024, messages: 27_000, p50: 3, p99: 12, max: 40 },
      afterPause: [{ pauseSeconds: 15, delays: [9, 11] }],
      cores: { steady: { copier: 0.123, postgres: 0.01, api: 0 }, idle: { copier: 0.02 } },
    });
    expect(text).toContain('| 1000 messages/s of 1024 B | 27000 | 3 | 12 | 40 |');
    expect(text).toContain('| 15 s | 9, 11 |');
    expect(text).toContain('| at 1000 messages/s | 12.3 | 1.0 | 0.0 |');
  });

  it('take the place of the former ones and of nothing else', () => {
    const page = 'before\n<!-- t:begin -->\nold\n<!-- t:end -->\nafter\n';
    const next = replaceBetweenMarks(page, 't', 'new');
    expect(next).toBe('before\n<!-- t:begin -->\n\nnew\n\n<!-- t:end -->\nafter\n');
    expect(() => replaceBetweenMarks(page, 'u', 'new')).toThrow('<!-- u:begin -->');
  });
});

describe('kept results', () => {
  it('grow by what is run later under the same name', () => {
    const both = merged(FILE, { ...FILE, date: '2026-01-03' });
    expect(both).toMatchObject({ date: '2026-01-03', runs: [{}, {}, {}, {}] });
    expect(merged(undefined, FILE)).toBe(FILE);
  });

  it('do not mix versions of RocketMQ', () => {
    expect(() => merged(FILE, { ...FILE, targetVersion: '5.3.3' })).toThrow('choose another name');
  });
});
