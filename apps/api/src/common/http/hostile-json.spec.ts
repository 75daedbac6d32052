import { describe, expect, it } from 'vitest';
import { findHostileJson, JSON_DEPTH_MAX } from './hostile-json.js';

describe('hostile JSON', () => {
  it.each([
    ['{"__proto__":{"role":"ADMIN"}}', '__proto__'],
    ['{"a":[{"constructor":1}]}', 'a.0.constructor'],
    ['{"toString":1}', 'toString'],
  ])('names the field of %s', (text, path) => {
    expect(findHostileJson(JSON.parse(text))?.path).toBe(path);
  });

  it('finds nesting that would exhaust the stack', () => {
    const depth = 100_000;
    expect(findHostileJson(JSON.parse('['.repeat(depth) + ']'.repeat(depth)))).toBeDefined();
    expect(
      findHostileJson(JSON.parse('['.repeat(JSON_DEPTH_MAX) + ']'.repeat(JSON_DEPTH_MAX))),
    ).toBeUndefined();
  });

  it('leaves ordinary bodies alone', () => {
    expect(findHostileJson({ name: 'a', routes: [{ filter: null }], n: 1 })).toBeUndefined();
  });
});
