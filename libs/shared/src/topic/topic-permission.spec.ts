import { describe, expect, it } from 'vitest';
import { topicPermission } from './topic-permission.js';

describe('permission of a topic', () => {
  it.each([
    [6, 'READ_WRITE'],
    [7, 'READ_WRITE'],
    [4, 'READ'],
    [2, 'WRITE'],
    [0, 'NONE'],
    [1, 'NONE'],
  ])('%i is %s', (perm, expected) => expect(topicPermission(perm)).toBe(expected));
});
