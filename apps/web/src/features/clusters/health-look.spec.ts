import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { healthWord, shownHealth } from './health-look.js';

/** Gives back the key it is asked for. */
const t = ((key: string) => key) as TFunction;
const LOOKED_AT = '2026-11-22T00:00:00.000Z';

describe('what is shown of a cluster’s health (W-04, W-05)', () => {
  it('is that it is being checked, until the first look has ended', () => {
    const shown = shownHealth({ health: 'UNKNOWN', lookedAt: null });
    expect([shown, healthWord(shown, t)]).toEqual(['LOOKING', 'clusterLook.underWay']);
  });

  it.each(['HEALTHY', 'DEGRADED', 'UNAVAILABLE', 'UNKNOWN'] as const)(
    'is %s when a look has said so',
    (health) => {
      const shown = shownHealth({ health, lookedAt: LOOKED_AT });
      expect([shown, healthWord(shown, t)]).toEqual([health, `clusterHealth.${health}`]);
    },
  );
});
