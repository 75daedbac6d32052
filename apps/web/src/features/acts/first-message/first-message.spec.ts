import type { EventView } from '@slipstream/shared';
import { expect, it } from 'vitest';
import { firstMessageOf } from './first-message.js';

const event = (kind: EventView['kind'], details: EventView['details']): EventView => ({
  id: '1',
  at: '2026-11-22T00:00:00Z',
  kind,
  severity: 'INFO',
  taskId: null,
  actor: null,
  details,
});

it('the first message of a task is the earlier one of its two flows (W-03)', () => {
  expect(firstMessageOf([event('TASK_RUNNING', {})])).toBeNull();
  expect(
    firstMessageOf([event('FIRST_MESSAGE', { afterMs: 9_000 }), event('FIRST_MESSAGE', { afterMs: 4_000 })]),
  ).toEqual({ afterMs: 4_000 });
});
