import { describe, expect, it } from 'vitest';
import { tagHash } from './tag-hash.js';

describe('tagHash', () => {
  it.each([
    ['', 0],
    ['TagA', 2598919],
    ['hello', 99162322],
    ['polygenelubricants', -2147483648],
    ['标签', 857175],
  ])('of %j is what String.hashCode gives in Java', (tag, hash) => {
    expect(tagHash(tag)).toBe(hash);
  });
});
