import { describe, expect, it } from 'vitest';
import { parsePath, toFieldErrors } from './field-errors.js';
import { asProblemError, toProblemError } from './problem-error.js';
import { parseNotification, staleKeys } from './live-notification.js';

const KNOWN = [['name'], ['topics', 'include'], ['routes'], ['routes', '*', 'filter', 'expression']] as const;

describe('errors of a problem document at the fields of a form', () => {
  it('reads dotted and bracketed paths', () => {
    expect(parsePath('routes.0.filter.expression')).toEqual(['routes', 0, 'filter', 'expression']);
    expect(parsePath('routes[12].sourceTopic')).toEqual(['routes', 12, 'sourceTopic']);
  });

  it('puts an error at the field it names, and several errors of one field together', () => {
    const { fields, rest } = toFieldErrors(
      [
        { path: 'name', message: 'too long' },
        { path: 'name', message: 'taken' },
        { path: 'routes.2.filter.expression', message: 'bad' },
      ],
      KNOWN,
    );
    expect(fields).toEqual([
      { name: ['name'], errors: ['too long', 'taken'] },
      { name: ['routes', 2, 'filter', 'expression'], errors: ['bad'] },
    ]);
    expect(rest).toEqual([]);
  });

  it('puts an error inside a value at the field that holds the value', () =>
    expect(toFieldErrors([{ path: 'topics.include.0', message: 'bad' }], KNOWN).fields).toEqual([
      { name: ['topics', 'include'], errors: ['bad'] },
    ]));

  it('loses nothing that belongs to no field', () =>
    expect(toFieldErrors([{ path: 'throttle', message: 'unknown' }], KNOWN)).toEqual({
      fields: [],
      rest: [{ path: 'throttle', message: 'unknown' }],
    }));
});

describe('problem documents', () => {
  const answer = (status: number): Pick<Response, 'status' | 'statusText' | 'headers'> => ({
    status,
    statusText: 'x',
    headers: new Headers({ 'x-request-id': 'r-1' }),
  });

  it('keeps code, fields and request id', () => {
    const body = {
      type: 'x',
      title: 'x',
      status: 409,
      detail: 'taken',
      code: 'NAME_TAKEN',
      errors: [{ path: 'name', message: 'taken' }],
    };
    expect(toProblemError(body, answer(409))).toMatchObject({
      code: 'NAME_TAKEN',
      requestId: 'r-1',
      fields: [{ path: 'name' }],
    });
  });

  it('makes a plain problem of a page that a proxy sent', () => {
    expect(toProblemError('<html>', answer(502)).code).toBe('NETWORK');
    expect(toProblemError(undefined, answer(500)).code).toBe('INTERNAL');
  });

  it('calls a failed fetch NETWORK', () =>
    expect(asProblemError(new TypeError('Failed to fetch'))).toMatchObject({ code: 'NETWORK', status: 0 }));
});

describe('live updates', () => {
  it('refresh the list, the task, its charts and its streams after a sample', () =>
    expect(staleKeys(parseNotification('sample', '{"taskId":"t1"}'))).toEqual([
      ['tasks'],
      ['task', 't1'],
      ['metrics', 't1'],
      ['streams', 't1'],
      ['failures', 't1'],
      ['metadata', 't1'],
      ['progress', 't1'],
    ]));
  it('refresh every task when none is named or the data cannot be read', () => {
    expect(staleKeys(parseNotification('event', '{"taskId":null}'))).toEqual([['events']]);
    expect(parseNotification('task', 'not json')).toEqual({ kind: 'task', taskId: null });
  });
  it('refresh everything after a resync', () =>
    expect(staleKeys(parseNotification('resync', '{}'))).toEqual([[]]));
});
