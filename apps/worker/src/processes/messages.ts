import type { MetricFigures } from '../health/merged-metrics.js';

/** What a parent asks its children. */
export type Question = 'isReady' | 'metrics';

/** To a child. */
export type ToChild = { kind: 'ask'; id: number; question: Question } | { kind: 'stop' };

/** From a child. */
export interface Answer {
  kind: 'answer';
  id: number;
  /** Of the lease's state: a boolean; of metrics: {@link MetricFigures}[]. */
  value: unknown;
}

/** Node leaves open what a message is. */
export function isToChild(message: unknown): message is ToChild {
  return isRecord(message) && (message['kind'] === 'ask' || message['kind'] === 'stop');
}

export function isAnswer(message: unknown): message is Answer {
  return isRecord(message) && message['kind'] === 'answer' && typeof message['id'] === 'number';
}

export function isMetrics(value: unknown): value is MetricFigures[] {
  return Array.isArray(value) && value.every((metric) => isRecord(metric) && Array.isArray(metric['values']));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
