import { makeReason } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { whyNotThere, type MissingCopy } from './why-not-there.js';

const reason = makeReason('TARGET_REFUSES', 'WRITE', { said: 'disk full' });
const running: MissingCopy = {
  isFiltered: false,
  taskState: 'RUNNING',
  throttled: false,
  sourceOffset: 100,
  stream: { state: 'RUNNING', reason: null, position: 100 },
  unreadable: null,
};
const at = (position: number): MissingCopy['stream'] => ({ state: 'RUNNING', reason: null, position });

describe('why the copy of a test message is not there (V-03)', () => {
  it.each<[string, Partial<MissingCopy>, object]>([
    ['it is the next to be copied', {}, { why: 'NOT_YET', ahead: null }],
    ['others come first', { stream: at(40) }, { why: 'BEHIND', ahead: 60 }],
    ['the throttle holds it back', { throttled: true, stream: at(40) }, { why: 'THROTTLED', ahead: 60 }],
    [
      'its stream is held, and by what',
      { stream: { state: 'HELD', reason, position: 40 } },
      { why: 'STREAM_HELD', reason },
    ],
    ['its stream went past it without a copy', { stream: at(101) }, { why: 'PASSED' }],
    ['the task was stopped meanwhile', { taskState: 'STOPPED' }, { why: 'TASK_NOT_RUNNING' }],
    ['the task does not copy the topic any more', { stream: undefined }, { why: 'STREAM_GONE' }],
    [
      'the target does not answer',
      { unreadable: 'no route' },
      { why: 'TARGET_UNREADABLE', said: 'no route' },
    ],
    [
      'the filter keeps it away, whatever else there is',
      { isFiltered: true, unreadable: 'no route', stream: undefined, taskState: 'STOPPED' },
      { why: 'FILTERED', said: null },
    ],
  ])('%s', (_what, more, expected) => {
    expect(whyNotThere({ ...running, ...more })).toMatchObject(expected);
  });
});
