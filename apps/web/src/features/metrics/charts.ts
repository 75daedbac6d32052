import type { ParseKeys } from 'i18next';
import type { Figure } from './chart-series.js';
import type { Unit } from './value-axis.js';

/** One line of a chart. */
export interface ChartLine {
  key: Figure;
  label: ParseKeys;
  tone: Tone;
  /** Dash pattern, so that colour is never alone; solid when absent. */
  dash?: string;
}

/** One chart of the monitoring page. */
export interface ChartDefinition {
  id: ChartId;
  title: ParseKeys;
  unit: Unit;
  lines: readonly ChartLine[];
}

/** Line colours with at least 3:1 on their background: light theme, dark theme. */
export const TONES = {
  blue: ['#0958d9', '#69b1ff'],
  green: ['#237804', '#95de64'],
  amber: ['#ad4e00', '#ffc069'],
  red: ['#cf1322', '#ff7875'],
  grey: ['#595959', '#bfbfbf'],
} as const;
export type Tone = keyof typeof TONES;

/** Names of the charts in the address. */
export const CHART_IDS = ['delay', 'messages', 'lag', 'failures', 'bytes', 'waits'] as const;
export type ChartId = (typeof CHART_IDS)[number];

/** All charts, in the order of the page. */
export const CHARTS: readonly ChartDefinition[] = [
  {
    id: 'delay',
    title: 'metrics.delayTitle',
    unit: 'duration',
    lines: [
      { key: 'delay', label: 'metrics.delay', tone: 'blue' },
      { key: 'delayMax', label: 'metrics.delayMax', tone: 'grey', dash: '2 3' },
    ],
  },
  {
    id: 'messages',
    title: 'metrics.messagesTitle',
    unit: 'rate',
    lines: [
      { key: 'inRate', label: 'metrics.in', tone: 'green' },
      { key: 'outRate', label: 'metrics.out', tone: 'blue', dash: '6 4' },
    ],
  },
  {
    id: 'lag',
    title: 'chart.lagTitle',
    unit: 'count',
    lines: [{ key: 'lag', label: 'metrics.lag', tone: 'blue' }],
  },
  {
    id: 'failures',
    title: 'metrics.failuresTitle',
    unit: 'count',
    lines: [
      { key: 'failed', label: 'metrics.failed', tone: 'red' },
      { key: 'skippedLoop', label: 'metrics.skippedLoop', tone: 'amber', dash: '6 4' },
      { key: 'filtered', label: 'metrics.filtered', tone: 'grey', dash: '2 3' },
      { key: 'gapMessages', label: 'metrics.gap', tone: 'blue', dash: '8 3 2 3' },
    ],
  },
  {
    id: 'bytes',
    title: 'chart.bytesTitle',
    unit: 'bytes',
    lines: [{ key: 'bytesRate', label: 'metrics.out', tone: 'green' }],
  },
  {
    id: 'waits',
    title: 'metrics.waitsTitle',
    unit: 'share',
    lines: [
      { key: 'throttled', label: 'metrics.throttled', tone: 'blue' },
      { key: 'backoff', label: 'metrics.backoff', tone: 'amber', dash: '6 4' },
    ],
  },
];
