import { describe, expect, it } from 'vitest';
import type { Contender } from './contenders.ts';
import { runLine } from './report.ts';
import type { RunResult } from './results.ts';
import { ratiosOf, summarise } from './summary.ts';

function run(contender: Contender, seconds: number, more: Partial<RunResult> = {}): RunResult {
  return {
    contender,
    bodyBytes: 1_000,
    repetition: 1,
    messages: 100_000,
    seconds,
    use: {
      copier: { cpuSeconds: 2, peakMb: 200 },
      source: { cpuSeconds: 1, peakMb: 500 },
      target: { cpuSeconds: 3, peakMb: 600 },
    },
    foreignCpuSeconds: 0,
    ...more,
  };
}

describe('summary of a benchmark', () => {
  it('gives rates and CPU of a contender by the middle of its runs', () => {
    const [summary] = summarise([run('a', 2), run('a', 4), run('a', 5)]);
    expect(summary).toMatchObject({
      runs: 3,
      disturbed: 0,
      messagesPerSecond: { min: 20_000, median: 25_000, max: 50_000 },
      megabytesPerSecond: 25,
      cpuPerMillion: { copier: 20, source: 10, target: 30 },
      copierPeakMb: 200,
    });
  });

  it('leaves runs out that others disturbed, unless there are no others', () => {
    const disturbed = run('a', 10, { foreignCpuSeconds: 5 });
    expect(summarise([run('a', 2), disturbed])[0]).toMatchObject({
      runs: 1,
      disturbed: 1,
      messagesPerSecond: { median: 50_000 },
    });
    expect(summarise([disturbed])[0]).toMatchObject({
      runs: 1,
      disturbed: 1,
      messagesPerSecond: { median: 10_000 },
    });
    expect(runLine(disturbed)).toContain('DISTURBED: others used 0.50 cores');
  });

  it('compares Slipstream with each other contender of the same size, its own API and PostgreSQL included', () => {
    const slipstream = run('a', 2, {
      use: {
        copier: { cpuSeconds: 2, peakMb: 1 },
        postgres: { cpuSeconds: 0.5, peakMb: 1 },
        api: { cpuSeconds: 0.5, peakMb: 1 },
        source: { cpuSeconds: 1, peakMb: 1 },
        target: { cpuSeconds: 3, peakMb: 1 },
      },
    });
    const java = run('c', 3, {
      use: {
        copier: { cpuSeconds: 6, peakMb: 1 },
        source: { cpuSeconds: 1, peakMb: 1 },
        target: { cpuSeconds: 3, peakMb: 1 },
      },
    });
    const otherSize = run('b', 1, { bodyBytes: 10 });
    expect(ratiosOf(summarise([slipstream, java, otherSize]))).toEqual([
      {
        bodyBytes: 1_000,
        toSingle: undefined,
        toBatch: 1.5,
        toLimit: undefined,
        cpuToBatch: 0.5,
        allCpuToBatch: 0.7,
      },
    ]);
  });

  it('says in one line what a run came to, and loudly when the copy was wrong', () => {
    const perfect = {
      expected: 1,
      found: 1,
      missing: 0,
      duplicates: 0,
      outOfOrder: 0,
      changed: 0,
      foreign: 0,
    };
    expect(runLine(run('a', 2, { comparison: perfect }))).toMatch(/50000\/s, 50\.0 MB\/s.*verified$/);
    expect(runLine(run('a', 2, { comparison: { ...perfect, missing: 1 } }))).toMatch(/WRONG: .*"missing":1/);
  });
});
