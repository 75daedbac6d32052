import { relative } from 'node:path';

/** A test that failed, as its report tells it. */
export interface FailedTest {
  /** File of the test, relative to the checkout where it lies in it. */
  file: string;
  /** Titles of its groups and its own. */
  title: string;
  /** What its runner said, without colours; empty when it said nothing. */
  message: string;
}

interface VitestFile {
  name?: string;
  status?: string;
  message?: string;
  assertionResults?: { status?: string; fullName?: string; failureMessages?: string[] }[];
}

interface PlaywrightSuite {
  title?: string;
  file?: string;
  suites?: PlaywrightSuite[];
  specs?: {
    title?: string;
    tests?: { status?: string; results?: { errors?: { message?: string }[] }[] }[];
  }[];
}

/** Escape sequences that colour text in a terminal (ECMA-48, SGR). */
const COLOURS = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`, 'g');

/** Lines of a message that are printed again at the end of a run; all of it stands where the test ran. */
const LINES_AGAIN = 14;

/** The failed tests of a report of Vitest or Playwright, in its order; none for anything else. */
export function failuresOf(report: unknown, root: string): FailedTest[] {
  if (typeof report !== 'object' || report === null) {
    return [];
  }
  if ('testResults' in report && Array.isArray(report.testResults)) {
    return report.testResults.flatMap((file: VitestFile) => vitestFailures(file, root));
  }
  if ('suites' in report && Array.isArray(report.suites)) {
    return report.suites.flatMap((suite: PlaywrightSuite) => playwrightFailures(suite, suite.file ?? '', []));
  }
  return [];
}

function vitestFailures(file: VitestFile, root: string): FailedTest[] {
  const path = relative(root, file.name ?? '');
  const tests = (file.assertionResults ?? []).filter((test) => test.status === 'failed');
  if (file.status === 'failed' && tests.length === 0) {
    return [failed(path, 'the file, or what it sets up', file.message)];
  }
  return tests.map((test) => failed(path, test.fullName ?? '', test.failureMessages?.join('\n')));
}

function playwrightFailures(suite: PlaywrightSuite, file: string, above: readonly string[]): FailedTest[] {
  const own = (suite.specs ?? []).flatMap((spec) =>
    (spec.tests ?? [])
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .map((test) => {
        const errors = (test.results ?? []).flatMap((result) => result.errors ?? []);
        const title = [...above, spec.title ?? ''].join(' › ');
        return failed(file, title, errors.map((error) => error.message ?? '').join('\n'));
      }),
  );
  const below = (suite.suites ?? []).flatMap((inner) =>
    playwrightFailures(inner, inner.file ?? file, [...above, inner.title ?? '']),
  );
  return [...own, ...below];
}

function failed(file: string, title: string, message = ''): FailedTest {
  return { file, title, message: message.replace(COLOURS, '').trim() };
}

/** A failed test as the end of a run repeats it: stage, file and title, and the first lines of what was said. */
export function failureText(stage: string, test: FailedTest): string {
  const lines = test.message === '' ? [] : test.message.split('\n');
  const shown = lines.slice(0, LINES_AGAIN).map((line) => `    ${line}`);
  const rest = lines.length - shown.length;
  return [
    `failed: ${stage} · ${test.file} · ${test.title}`,
    ...shown,
    ...(rest > 0 ? [`    and ${rest} more lines`] : []),
  ].join('\n');
}
