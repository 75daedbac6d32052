import { makeReason } from '@slipstream/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PhaseReport } from '../supervisor/shard-leases.js';
import type { ShardAssignment } from '../supervisor/work-session.js';
import { TaskEvents } from './task-events.js';

const shard = (index: number): ShardAssignment => ({
  shardId: `s${index}`,
  flowId: 'f',
  taskId: 't',
  index,
  epoch: 1,
  generation: 1,
});
const phase = (name: PhaseReport['phase'], observedGeneration = 1): PhaseReport => ({
  phase: name,
  observedGeneration,
  reason: null,
});
const failed = (name: PhaseReport['phase'], code: 'BROKER_UNREACHABLE' | 'NO_PERMISSION'): PhaseReport => ({
  phase: name,
  observedGeneration: 1,
  reason: makeReason(code, 'CONNECT'),
});

describe('TaskEvents', () => {
  let events: TaskEvents;
  const kinds = (...phases: [number, PhaseReport][]): (string | undefined)[] =>
    phases.map(([index, report]) => events.phase(shard(index), report)?.kind);

  beforeEach(() => {
    events = new TaskEvents();
  });

  it('says once that a task runs: when all of its shards do', () => {
    expect(
      kinds(
        [0, phase('INITIALIZING')],
        [1, phase('INITIALIZING')],
        [0, phase('RUNNING')],
        [1, phase('RUNNING')],
        [1, phase('RUNNING')],
      ),
    ).toEqual([undefined, undefined, undefined, 'TASK_RUNNING', undefined]);
  });

  it('says once why a task failed, however many shards fail of it', () => {
    const unreachable = failed('START_FAILED', 'BROKER_UNREACHABLE');
    expect(kinds([0, unreachable], [1, unreachable], [0, unreachable])).toEqual([
      'TASK_START_FAILED',
      undefined,
      undefined,
    ]);
  });

  it('says so again when the cause is another, or when it ran in between', () => {
    expect(
      kinds(
        [0, failed('FAILED', 'BROKER_UNREACHABLE')],
        [0, failed('FAILED', 'NO_PERMISSION')],
        [0, phase('RUNNING')],
        [0, failed('FAILED', 'NO_PERMISSION')],
      ),
    ).toEqual(['TASK_FAILED', 'TASK_FAILED', 'TASK_RUNNING', 'TASK_FAILED']);
  });

  it('says again that it runs after a new start', () => {
    expect(kinds([0, phase('RUNNING')], [0, phase('INITIALIZING', 2)], [0, phase('RUNNING', 2)])).toEqual([
      'TASK_RUNNING',
      undefined,
      'TASK_RUNNING',
    ]);
    events.gone(shard(0));
    expect(kinds([0, phase('RUNNING', 2)])).toEqual(['TASK_RUNNING']);
  });
});
