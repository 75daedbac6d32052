import { describe, expect, it } from 'vitest';
import type { KeptPosition, StreamPosition } from './reset-records.js';
import { undoOutcome, undoRefusal, type UndoOutcome } from './undo-decision.js';

/** A stream that stood at 100 in generation 3 and was reset under epoch 7. */
const kept = (toOffset: number, more: Partial<KeptPosition> = {}): KeptPosition => ({
  streamId: 1,
  shardEpoch: 7,
  known: true,
  toGeneration: 4,
  toOffset,
  fromGeneration: 3,
  fromOffset: 100,
  ...more,
});
const now = (position: number, more: Partial<StreamPosition> = {}): StreamPosition => ({
  id: 1,
  direction: 'forward',
  sourceTopic: 'orders',
  sourceBroker: 'a',
  sourceQueue: 0,
  targetTopic: 'orders',
  position,
  generation: 4,
  seq: 9,
  shardEpoch: 8,
  known: true,
  ...more,
});

describe('undo of a reset (T-06)', () => {
  it.each<[string, KeptPosition, StreamPosition, UndoOutcome]>([
    ['back, not started since', kept(20), now(20, { shardEpoch: 7 }), 'RESTORE'],
    [
      'back after a crash, not started since',
      kept(20, { known: false }),
      now(20, { shardEpoch: 7, known: false }),
      'RESTORE',
    ],
    ['back, started, nothing copied', kept(20), now(20), 'RESTORE'],
    ['back, half of it sent again: the rest is not', kept(20), now(60), 'RESTORE'],
    ['back, all of it sent again', kept(20), now(100), 'RESTORE'],
    ['back, and past the old position: all is there', kept(20), now(101), 'KEEP'],
    ['skipped, not started since', kept(500), now(500, { shardEpoch: 7 }), 'RESTORE'],
    ['skipped, started, nothing copied', kept(500), now(500), 'RESTORE'],
    ['skipped, and copied what follows', kept(500), now(501), 'ALREADY_SENT'],
    ['a worker died since', kept(20), now(60, { known: false }), 'UNCERTAIN'],
    ['a worker had died before, and it ran since', kept(20, { known: false }), now(60), 'UNCERTAIN'],
    ['the source was made anew since', kept(20), now(60, { generation: 5 }), 'SOURCE_CHANGED'],
  ])('%s', (_name, before, present, outcome) => {
    expect(undoOutcome(before, present)).toBe(outcome);
  });

  it('is refused as a whole when it would be a lie for one stream, or when nothing is left to undo', () => {
    expect(undoRefusal(['RESTORE', 'KEEP'])).toBeNull();
    expect(undoRefusal(['RESTORE', 'ALREADY_SENT'])).toContain('twice');
    expect(undoRefusal(['RESTORE', 'UNCERTAIN'])).toContain('Start the task and stop it again');
    expect(undoRefusal(['RESTORE', 'SOURCE_CHANGED'])).toContain('other messages');
    expect(undoRefusal(['KEEP'])).toContain('Nothing is left');
  });
});
