import { Injectable } from '@nestjs/common';
import { deriveFrom } from '@slipstream/database';
import { TASK_STATES } from '@slipstream/shared';
import { Counter, Gauge, Registry } from 'prom-client';
import { FlowFiguresReader } from './flow-figures.js';

const PREFIX = 'rocketmq_replicator';

/** The figures of the tasks in the text format of Prometheus, read from the database at each scrape. */
@Injectable()
export class PrometheusService {
  constructor(private readonly figures: FlowFiguresReader) {}

  async scrape(): Promise<{ contentType: string; text: string }> {
    const { tasks, flows } = await this.figures.read();
    const registry = new Registry();
    const metrics = createMetrics(registry);
    const names = new Map(tasks.map((task) => [task.id, task.spec.name]));
    for (const task of tasks) {
      const { state } = deriveFrom(task);
      for (const candidate of TASK_STATES)
        metrics.state.set({ task: task.spec.name, state: candidate }, candidate === state ? 1 : 0);
    }
    for (const flow of flows) {
      const task = names.get(flow.taskId);
      if (task === undefined) continue;
      const labels = { task, direction: flow.direction };
      metrics.messagesIn.inc(labels, flow.read);
      metrics.messagesOut.inc(labels, flow.sent);
      metrics.bytesOut.inc(labels, flow.bytes);
      metrics.failed.inc({ ...labels, reason: 'refused' }, flow.failed);
      metrics.skipped.inc({ ...labels, reason: 'loop' }, flow.skippedLoop);
      metrics.skipped.inc({ ...labels, reason: 'filter' }, flow.filtered);
      metrics.gaps.inc(labels, flow.gapMessages);
      metrics.throttled.inc(labels, flow.throttledMs / 1000);
      metrics.backoff.inc(labels, flow.backoffMs / 1000);
      // An unknown figure is absent, never 0.
      if (flow.delayMs !== null) metrics.delay.set(labels, flow.delayMs / 1000);
      if (flow.lagMessages !== null) metrics.lag.set(labels, flow.lagMessages);
    }
    return { contentType: registry.contentType, text: await registry.metrics() };
  }
}

function createMetrics(registry: Registry) {
  const registers = [registry];
  const labels = ['task', 'direction'] as const;
  const counter = (name: string, help: string) =>
    new Counter({ name: `${PREFIX}_${name}`, help, labelNames: labels, registers });
  const byReason = (name: string, help: string) =>
    new Counter({ name: `${PREFIX}_${name}`, help, labelNames: [...labels, 'reason'] as const, registers });
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `${PREFIX}_${name}`, help, labelNames: labels, registers });
  return {
    messagesIn: counter('messages_in_total', 'Messages read from the source.'),
    messagesOut: counter('messages_out_total', 'Messages stored at the target.'),
    bytesOut: counter('bytes_out_total', 'Body and property bytes stored at the target.'),
    failed: byReason('messages_failed_total', 'Messages that the target refused.'),
    skipped: byReason('messages_skipped_total', 'Messages that were not to be copied.'),
    gaps: counter('gap_messages_total', 'Messages that the source deleted before they were copied.'),
    throttled: counter(
      'throttled_seconds_total',
      "Time in which the flow waited for its task's throttle, summed over workers.",
    ),
    backoff: counter(
      'backoff_seconds_total',
      'Time in which the flow backed off from a target that said busy, summed over workers.',
    ),
    delay: gauge(
      'delay_seconds',
      'Age of the oldest source message not yet at the target; absent when unknown.',
    ),
    lag: gauge('lag_messages', 'Source messages not yet at the target; absent when unknown.'),
    state: new Gauge({
      name: `${PREFIX}_task_state`,
      help: '1 for the state that the task is in.',
      labelNames: ['task', 'state'] as const,
      registers,
    }),
  };
}
