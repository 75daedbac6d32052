import { describe, expect, it } from 'vitest';
import { boundOf } from './bound.ts';

describe('boundOf', () => {
  const batch = { streams: 8, messageBytes: 1_000, batchMessages: 2_000 };

  it('is the wire where the streams can fill it', () =>
    expect(boundOf({ roundTripMs: 50, bytesPerSecond: 20_000_000, loss: 0 }, batch)).toBe(20_000));

  it('is a batch per round trip and stream where the wire is wide', () =>
    expect(boundOf({ roundTripMs: 150, bytesPerSecond: 1e12, loss: 0 }, batch)).toBeCloseTo(
      16_000 / 0.15,
      -2,
    ));
});
