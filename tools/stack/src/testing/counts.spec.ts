import { describe, expect, it } from 'vitest';
import { countsOf, stageCounts, summaryLine, total } from './counts.ts';

describe('counting tests', () => {
  it('reads the report of Vitest', () => {
    expect(countsOf({ numPassedTests: 7, numFailedTests: 1, testResults: [] })).toEqual({
      passed: 7,
      failed: 1,
    });
  });

  it('counts a file that could not be loaded as one failed test', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}] },
    ];
    expect(countsOf({ numPassedTests: 1, numFailedTests: 1, testResults })).toEqual({ passed: 1, failed: 2 });
  });

  it('reads the report of Playwright and takes a flaky test for a failed one', () => {
    expect(countsOf({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } })).toEqual({
      passed: 3,
      failed: 2,
    });
  });

  it('knows no other reports', () => {
    expect([countsOf({}), countsOf(null), countsOf('x')]).toEqual([undefined, undefined, undefined]);
  });

  it('takes a stage without tests for one test', () => {
    expect(stageCounts(true, [])).toEqual({ passed: 1, failed: 0 });
    expect(stageCounts(false, [])).toEqual({ passed: 0, failed: 1 });
  });

  it('never lets a failed stage pass', () => {
    expect(stageCounts(false, [{ passed: 9, failed: 0 }])).toEqual({ passed: 9, failed: 1 });
    expect(stageCounts(false, [{ passed: 9, failed: 3 }])).toEqual({ passed: 9, failed: 3 });
  });

  it('adds up to the last line of npm test', () => {
    const sum = total([
      { passed: 9, failed: 3 },
      { passed: 1, failed: 0 },
    ]);
    expect(summaryLine(sum)).toBe('10 passed, 3 failed');
  });
});
