/** How many tests passed and failed. */
export interface TestCounts {
  passed: number;
  failed: number;
}

/** Adds up. */
export function total(counts: readonly TestCounts[]): TestCounts {
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, 0),
  };
}

/** Tests in a report of Vitest (`numPassedTests`) or Playwright (`stats.expected`); undefined for anything else. */
export function countsOf(report: unknown): TestCounts | undefined {
  if (typeof report !== 'object' || report === null) {
    return undefined;
  }
  if ('numPassedTests' in report && 'numFailedTests' in report) {
    const suites = 'testResults' in report && Array.isArray(report.testResults) ? report.testResults : [];
    const brokenFiles = suites.filter(
      (file: { status?: string; assertionResults?: unknown[] }) =>
        file.status === 'failed' && (file.assertionResults?.length ?? 0) === 0,
    );
    return {
      passed: Number(report.numPassedTests),
      failed: Number(report.numFailedTests) + brokenFiles.length,
    };
  }
  if ('stats' in report) {
    const stats = report.stats as { expected?: number; flaky?: number; unexpected?: number };
    // A test that needed a second try is not a passed test.
    return { passed: stats.expected ?? 0, failed: (stats.unexpected ?? 0) + (stats.flaky ?? 0) };
  }
  return undefined;
}

/**
 * What a stage counts for. A stage without tests of its own is one test; a stage that failed has at least one failed
 * test, even when its reports know of none.
 */
export function stageCounts(succeeded: boolean, reports: readonly TestCounts[]): TestCounts {
  const sum = total(reports);
  if (succeeded) {
    return sum.passed + sum.failed === 0 ? { passed: 1, failed: 0 } : sum;
  }
  return { passed: sum.passed, failed: Math.max(sum.failed, 1) };
}

/** The last line of a test run. */
export function summaryLine(counts: TestCounts): string {
  return `${counts.passed} passed, ${counts.failed} failed`;
}
