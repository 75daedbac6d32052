import { makeReason } from '@slipstream/shared';
import i18next from 'i18next';
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseLanguage, startI18n } from '../../../i18n/i18n.js';
import { toCsv } from '../../../ui/csv.js';
import { aTask } from '../testing.js';
import { DEFAULT_COLUMNS, readColumns } from './column-choice.js';
import { tasksCsv } from './tasks-csv.js';
import type { TaskRow } from './task-rows.js';
import './words.js';

beforeEach(startI18n);

const task = aTask('RUNNING', { name: '=cmd()' });
const row: TaskRow = {
  id: 'task-1',
  task: {
    ...task,
    status: {
      ...task.status,
      health: 'DEGRADED',
      reason: makeReason('RETENTION_GAP', 'READ'),
      delayMs: null,
      lagMessages: '12345678901234567890',
    },
  },
  source: 'hangzhou, 4x',
  target: 'shanghai',
  rate: 12.345,
};

describe('W-01: the list as CSV', () => {
  it('has the columns that are shown, plain figures, nothing for what is unknown, and no formula', () => {
    chooseLanguage('en');
    expect(toCsv(tasksCsv([row], DEFAULT_COLUMNS, i18next.t)).split('\r\n')).toEqual([
      'Task name,State,Health,Reason,Source cluster,Target cluster,Delay (ms),Rate (messages/s),Lag,Failures',
      `'=cmd(),Running,Degraded,The source deleted messages before they were copied,"hangzhou, 4x",shanghai,,12.35,12345678901234567890,0`,
      '',
    ]);
    expect(tasksCsv([], ['lag'], i18next.t)).toEqual([['Task name', 'Lag']]);
  });

  it('speaks the language of the user', () => {
    chooseLanguage('zh');
    expect(tasksCsv([], ['delay'], i18next.t)).toEqual([['任务名称', '同步延迟 (ms)']]);
  });
});

describe('W-01: the choice of columns', () => {
  it.each([
    [null, DEFAULT_COLUMNS],
    ['{', DEFAULT_COLUMNS],
    ['7', DEFAULT_COLUMNS],
    ['["lag","state","gone"]', ['state', 'lag']],
    ['[]', []],
  ])('is read from %s', (stored, columns) => expect(readColumns(stored)).toEqual(columns));
});
