import { describe, expect, it } from 'vitest';
import { interactiveAt } from './interactive.ts';

describe('a page is interactive', () => {
  it('when it is usable and nothing keeps it', () => expect(interactiveAt(900, [])).toBe(900));

  it('not before the work that it came with is done', () =>
    expect(interactiveAt(900, [{ from: 850, to: 1_200 }])).toBe(1_200));

  it('not before half a second was quiet', () =>
    expect(
      interactiveAt(900, [
        { from: 1_300, to: 1_400 },
        { from: 1_850, to: 1_950 },
      ]),
    ).toBe(1_950));

  it('whatever was before it was usable, and after half a second of quiet', () =>
    expect(
      interactiveAt(900, [
        { from: 1_600, to: 1_800 },
        { from: 100, to: 800 },
      ]),
    ).toBe(900));
});
