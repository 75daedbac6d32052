import type { EventView } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { eventMarks } from './event-marks.js';

const event = (at: number, kind: EventView['kind'], severity: EventView['severity']): EventView => ({
  id: String(at),
  at: new Date(at).toISOString(),
  kind,
  severity,
  taskId: null,
  actor: null,
  details: {},
});

describe('marks of events on the charts (R-07)', () => {
  it('are warnings, errors and resets of the range, oldest first', () => {
    const events = [
      event(99_000, 'SHARD_TAKEN_OVER', 'WARNING'),
      event(50_000, 'TASK_EDITED', 'INFO'),
      event(40_000, 'OFFSET_RESET', 'INFO'),
      event(20_000, 'RETENTION_GAP', 'ERROR'),
      event(5_000, 'RETENTION_GAP', 'ERROR'),
    ];
    expect(eventMarks(events, 10_000, 110_000).map(({ at, severity }) => [at, severity])).toEqual([
      [20_000, 'ERROR'],
      [40_000, 'INFO'],
      [99_000, 'WARNING'],
    ]);
  });

  it('that would lie on each other are one, as grave as the gravest', () => {
    const events = [
      event(20_900, 'RETENTION_GAP', 'ERROR'),
      event(20_500, 'SHARD_TAKEN_OVER', 'WARNING'),
      event(20_000, 'SHARD_TAKEN_OVER', 'WARNING'),
    ];
    const [mark, ...more] = eventMarks(events, 0, 100_000);
    expect(more).toEqual([]);
    expect(mark).toMatchObject({ at: 20_000, severity: 'ERROR' });
    expect(mark?.events.map(({ id }) => id)).toEqual(['20900', '20500', '20000']);
  });
});
