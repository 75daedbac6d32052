import { describe, expect, it } from 'vitest';
import { messagesOf, readOptions } from './options.ts';

describe('command line of the benchmark', () => {
  it('runs everything when nothing is said', () => {
    expect(readOptions([])).toMatchObject({
      sizes: [100, 1024, 10_240],
      contenders: ['a', 'b', 'c', 'd'],
      repetitions: 3,
      sourceVersion: '4.9.7',
      targetVersion: '5.5.0',
      workers: 1,
      delay: false,
    });
  });

  it('has a quick way for every day', () => {
    expect(readOptions(['--quick'])).toMatchObject({ sizes: [1024], repetitions: 1 });
    expect(readOptions(['--quick', '--repetitions', '2', '--only', 'a,c'])).toMatchObject({
      repetitions: 2,
      contenders: ['a', 'c'],
    });
  });

  it.each([
    { args: ['--only', 'a,x'], says: '--only takes a, b, c and d, not "x"' },
    { args: ['--size', '1k'], says: '--size has to be a whole number' },
    { args: ['--messages', '1'], says: '--messages has to be a whole number from 800' },
    { args: ['--target-version', '6'], says: '--target-version has to be one of 4.4.0, 4.9.7' },
    { args: ['--save', '../x'], says: '--save takes letters, digits and dashes' },
    { args: ['--fast'], says: '--fast' },
  ])('refuses $args and says what is right', ({ args, says }) => {
    expect(() => readOptions(args)).toThrow(says);
  });

  it('takes as many messages of a size between as of the next smaller one', () => {
    expect(messagesOf('a', 2_000)).toBe(messagesOf('a', 1_024));
    expect(messagesOf('a', 50)).toBeGreaterThan(0);
  });
});
