import { describe, expect, it } from 'vitest';
import { ProblemError } from '../api/problem-error.js';
import { problemText } from './problem-copy.js';

describe('a copied error (W-07)', () => {
  const at = new Date('2026-11-22T03:04:05Z');
  it('has what whoever helps will ask for', () => {
    const fields = [{ path: 'name', message: 'is taken' }];
    expect(
      problemText(new ProblemError('NAME_TAKEN', 409, 'Another task.', 'r-1', fields), '/tasks/1', at),
    ).toBe(
      'NAME_TAKEN (HTTP 409)\nAnother task.\nname: is taken\nrequest id r-1\n/tasks/1 at 2026-11-22T03:04:05.000Z',
    );
  });
  it('of a request without an answer says so by its code', () => {
    expect(problemText(new ProblemError('NETWORK', 0, ''), '/tasks', at)).toBe(
      'NETWORK\n/tasks at 2026-11-22T03:04:05.000Z',
    );
  });
});
