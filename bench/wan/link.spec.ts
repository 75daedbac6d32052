import { describe, expect, it } from 'vitest';
import { Link, type LinkSettings } from './link.ts';

const FAR: LinkSettings = { roundTripMs: 100, bytesPerSecond: 1_000_000, loss: 0 };

describe('Link', () => {
  it('lets bytes wait for the wire, then travel half a round trip', () => {
    const link = new Link(() => 0);
    expect(link.arrivalOf(10_000, 0, { heldUntil: 0 }, FAR)).toBe(60);
    expect(link.arrivalOf(10_000, 0, { heldUntil: 0 }, FAR)).toBe(70);
    expect(link.arrivalOf(10_000, 500, { heldUntil: 0 }, FAR)).toBe(560);
  });

  it('holds up a connection, and no other, for a round trip when a segment is lost', () => {
    const draws = [1, 0, 0];
    const link = new Link(() => draws.shift() ?? 0);
    const lossy = { ...FAR, loss: 0.01 };
    const [held, other] = [{ heldUntil: 0 }, { heldUntil: 0 }];
    expect(link.arrivalOf(1_000, 0, held, lossy)).toBe(151);
    expect(link.arrivalOf(1_000, 0, held, lossy)).toBe(151);
    expect(link.arrivalOf(1_000, 0, other, lossy)).toBe(53);
  });

  it('loses more often what is longer', () => {
    const lossy = { ...FAR, loss: 0.01 };
    const isHeld = (bytes: number): boolean =>
      new Link(() => 0.95).arrivalOf(bytes, 0, { heldUntil: 0 }, lossy) > bytes / 1_000 + 50;
    expect([isHeld(1_460), isHeld(14_600)]).toEqual([false, true]);
  });
});
