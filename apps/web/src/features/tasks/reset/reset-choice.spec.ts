import { describe, expect, it } from 'vitest';
import type { ResetStream } from './reset-api.js';
import { confirmedBody, movesAnything, toResetBody, undoRefusal, type ResetInput } from './reset-choice.js';

const input = (more: Partial<ResetInput>): ResetInput => ({
  choice: 'TIMESTAMP',
  moment: null,
  offset: '',
  streamId: undefined,
  ...more,
});
const stream = (id: string, from: string, to: string): ResetStream => ({
  id,
  direction: 'forward',
  sourceTopic: 'orders',
  sourceBroker: 'a',
  sourceQueue: 0,
  targetTopic: 'orders',
  from,
  to,
  sourceMin: '0',
  sourceMax: '100',
  again: '0',
  skipped: '0',
  ahead: '0',
  atMost: false,
  known: true,
});
const preview = (...streams: ResetStream[]) => ({
  version: 'v',
  streams,
  totals: { again: '0', skipped: '0', ahead: '0' },
});

describe('T-06: what the reset dialog asks for', () => {
  it.each([
    [input({}), null],
    [input({ moment: 5 }), { type: 'TIMESTAMP', timestamp: 5 }],
    [input({ choice: 'EARLIEST', streamId: '7' }), { type: 'EARLIEST', streamIds: ['7'] }],
    [input({ choice: 'OFFSET', streamId: '7', offset: '12' }), { streams: [{ id: '7', offset: '12' }] }],
    [input({ choice: 'OFFSET', streamId: '7', offset: '-1' }), null],
  ])('%j', (given, body) => expect(toResetBody(given)).toEqual(body));

  it('"latest" is what was shown, though more messages have come since', () =>
    expect(confirmedBody({ type: 'LATEST' }, preview(stream('1', '5', '9'), stream('2', '9', '9')))).toEqual({
      streams: [{ id: '1', offset: '9' }],
      version: 'v',
    }));

  it('nothing moves when all streams are there already', () => {
    expect(movesAnything(preview(stream('1', '5', '5')))).toBe(false);
    expect(movesAnything(preview({ ...stream('1', '5', '5'), known: false }))).toBe(true);
  });

  it('says why a reset cannot be undone', () => {
    const reset = { at: '', actor: 'a', refusal: 'x', streams: [] };
    expect(undoRefusal(reset)).toBe('NOTHING');
    expect(undoRefusal({ ...reset, refusal: null })).toBeNull();
  });
});
