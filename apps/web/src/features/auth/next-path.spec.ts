import { describe, expect, it } from 'vitest';
import { nextPath } from './next-path.js';

describe('where a login leads', () => {
  it('leads back to the page that was asked for', () =>
    expect(nextPath('/tasks/1?tab=events')).toBe('/tasks/1?tab=events'));
  it.each([
    null,
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/login?next=/x',
  ])('never leads elsewhere: %s', (next) => expect(nextPath(next)).toBe('/tasks'));
});
