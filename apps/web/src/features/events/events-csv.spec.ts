import type { EventView } from '@slipstream/shared';
import i18next from 'i18next';
import { beforeEach, expect, it } from 'vitest';
import { chooseLanguage, startI18n } from '../../i18n/i18n.js';
import { toCsv } from '../../ui/csv.js';
import { eventsCsv } from './events-csv.js';
import './words.js';

beforeEach(() => {
  startI18n();
  chooseLanguage('en');
});

const stopped: EventView = {
  id: '7',
  at: '2026-11-22T00:00:00.000Z',
  kind: 'TASK_STOPPED',
  severity: 'INFO',
  taskId: 'task-1',
  actor: '=li',
  details: {},
};
const gap: EventView = {
  ...stopped,
  kind: 'RETENTION_GAP',
  severity: 'ERROR',
  actor: null,
  details: { messages: 12 },
};

it('O-04: events as CSV tell when, what, who and the details, without formulas', () => {
  expect(toCsv(eventsCsv([stopped, gap], i18next.t)).split('\r\n')).toEqual([
    'Time (UTC),Event,Severity,Who,Details',
    `2026-11-22T00:00:00.000Z,Stop requested,Information,'=li,`,
    `2026-11-22T00:00:00.000Z,Gap: the source had deleted messages,Error,,"{""messages"":12}"`,
    '',
  ]);
});
