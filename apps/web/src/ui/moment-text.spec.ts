import { expect, it } from 'vitest';
import { formatUtc, momentHint } from './moment-text.js';

const AT = '2026-11-21T12:42:33.500Z';

it('W-07: a moment has UTC behind it, whatever the zone of the user', () => {
  expect(formatUtc(AT)).toBe('2026-11-21 12:42:33 UTC');
  expect(momentHint(AT).split('\n')[1]).toBe('2026-11-21 12:42:33 UTC');
});
