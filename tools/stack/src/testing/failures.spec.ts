import { describe, expect, it } from 'vitest';
import { failuresOf, failureText } from './failures.ts';

describe('what failed, told again at the end of a run', () => {
  it('is read from a report of Vitest', () => {
    const testResults = [
      {
        name: '/checkout/libs/a/src/a.real.spec.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'tables are kept' },
          {
            status: 'failed',
            fullName: 'tables are read',
            failureMessages: ['\u001B[31mexpected 1\u001B[39m'],
          },
        ],
      },
      {
        name: '/checkout/libs/b/b.spec.ts',
        status: 'failed',
        message: 'no such module',
        assertionResults: [],
      },
    ];
    expect(failuresOf({ numFailedTests: 1, testResults }, '/checkout')).toEqual([
      { file: 'libs/a/src/a.real.spec.ts', title: 'tables are read', message: 'expected 1' },
      { file: 'libs/b/b.spec.ts', title: 'the file, or what it sets up', message: 'no such module' },
    ]);
  });

  it('is read from a report of Playwright, with the titles above it and tests that needed a second try', () => {
    const ended = (status: string, ...messages: string[]) => ({
      status,
      results: [{ errors: messages.map((message) => ({ message })) }],
    });
    const suites = [
      {
        title: 'list.browser.ts',
        file: 'browser/list.browser.ts',
        specs: [{ title: 'alone', tests: [ended('expected')] }],
        suites: [
          {
            title: 'in Chinese',
            file: 'browser/list.browser.ts',
            specs: [
              { title: 'fits', tests: [ended('unexpected', 'too wide')] },
              { title: 'speaks', tests: [ended('flaky', 'a word of English')] },
            ],
          },
        ],
      },
    ];
    expect(failuresOf({ suites, stats: {} }, '/checkout')).toEqual([
      { file: 'browser/list.browser.ts', title: 'in Chinese › fits', message: 'too wide' },
      { file: 'browser/list.browser.ts', title: 'in Chinese › speaks', message: 'a word of English' },
    ]);
  });

  it('is nothing for anything else', () => {
    expect([failuresOf({}, '/'), failuresOf(null, '/'), failuresOf('x', '/')]).toEqual([[], [], []]);
  });

  it('is short: stage, file, title, and the first lines of what was said', () => {
    const test = { file: 'a.spec.ts', title: 'is kept', message: 'expected 1\nreceived 2' };
    expect(failureText('unit tests', test)).toBe(
      'failed: unit tests · a.spec.ts · is kept\n    expected 1\n    received 2',
    );
    const long = { ...test, message: Array.from({ length: 200 }, (_, line) => `line ${line}`).join('\n') };
    const lines = failureText('unit tests', long).split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([16, '    and 186 more lines']);
  });
});
