import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  formatVersion,
  hasKnownHole,
  OLDEST_SUPPORTED,
  parseBrokerVersion,
} from './broker-version.js';

describe('broker versions', () => {
  it.each([
    ['V4_9_7', '4.9.7'],
    ['V5_3_2', '5.3.2'],
    ['V5_5_0_SNAPSHOT', '5.5.0'],
  ])('%s is %s', (text, expected) => {
    const version = parseBrokerVersion(text);
    expect(version && formatVersion(version)).toBe(expected);
  });

  it.each(['', '5.3.2', 'HIGHER_VERSION', 'V4_9'])('%j is none', (text) => {
    expect(parseBrokerVersion(text)).toBeUndefined();
  });

  it('before 4.4.0 are too old (C-06)', () => {
    expect(compareVersions({ major: 4, minor: 3, patch: 9 }, OLDEST_SUPPORTED)).toBeLessThan(0);
    expect(compareVersions({ major: 4, minor: 4, patch: 0 }, OLDEST_SUPPORTED)).toBe(0);
  });

  it('with a known hole are named', () => {
    expect(hasKnownHole({ major: 4, minor: 9, patch: 6 })).toBe(true);
    expect(hasKnownHole({ major: 4, minor: 9, patch: 7 })).toBe(false);
    expect(hasKnownHole({ major: 5, minor: 1, patch: 1 })).toBe(true);
    expect(hasKnownHole({ major: 5, minor: 3, patch: 2 })).toBe(false);
  });
});
