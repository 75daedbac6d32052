import { Counter, Gauge, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { RUNNING_REPORT } from '../testing/fake-session.js';
import { A_FLOW, aShard } from '../testing/flow-of-metrics.js';
import { growing, metricsText, type MetricFigures } from './merged-metrics.js';
import { WorkerMetrics } from './worker-metrics.js';

/** What one process says after these reports of one shard. */
async function processOf(
  index: number,
  ...reports: Partial<typeof RUNNING_REPORT>[]
): Promise<MetricFigures[]> {
  const metrics = new WorkerMetrics();
  metrics.lease(true);
  metrics.flow(A_FLOW);
  for (const report of reports) metrics.report(aShard(index), { ...RUNNING_REPORT, ...report });
  return metrics.registry.getMetricsAsJSON();
}

/** The figure of a line, without its labels. */
function figure(text: string, name: string): number | undefined {
  const line = new RegExp(`^rocketmq_replicator_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text);
  return line === null ? undefined : Number(line[1]);
}

describe('metrics of a worker with several processes', () => {
  const counts = { ...RUNNING_REPORT.counts, read: 7, sent: 5 };

  it('add up what was counted, the lag, the shards and the leases; the delay is the longest', async () => {
    const text = await metricsText([
      await processOf(0, { counts, delayMs: 1_500, lagMessages: 3 }),
      await processOf(1, { counts, delayMs: 200, lagMessages: 4 }),
    ]);
    expect(figure(text, 'messages_in_total')).toBe(14);
    expect(figure(text, 'messages_out_total')).toBe(10);
    expect(figure(text, 'lag_messages')).toBe(7);
    expect(figure(text, 'delay_seconds')).toBe(1.5);
    expect(figure(text, 'shards')).toBe(2);
    expect(figure(text, 'lease_live')).toBe(2);
  });

  it('have no delay and no lag of a flow as soon as one process does not know its part', async () => {
    const unknown = await processOf(1, { delayMs: null, lagMessages: null });
    const text = await metricsText([await processOf(0, { delayMs: 1_500, lagMessages: 3 }), unknown]);
    expect(figure(text, 'delay_seconds')).toBeUndefined();
    expect(figure(text, 'lag_messages')).toBeUndefined();
    expect(text).not.toMatch(/ nan$/im);
  });

  it('take the delay from those that hold shards of the flow', async () => {
    const text = await metricsText([await processOf(0, { delayMs: 1_500 }), await processOf(1)]);
    expect(figure(text, 'delay_seconds')).toBe(1.5);
  });

  it('began when the oldest process began', async () => {
    const began = async (seconds: number): Promise<MetricFigures[]> => {
      const registry = new Registry();
      const gauge = new Gauge({ name: 'began', help: 'x', aggregator: 'omit', registers: [registry] });
      gauge.set(seconds);
      return registry.getMetricsAsJSON();
    };
    expect(await metricsText([await began(20), await began(10)])).toContain('began 10');
  });

  it('keep what only grows of a process that has ended', async () => {
    const registry = new Registry();
    new Counter({ name: 'counted', help: 'x', registers: [registry] }).inc(3);
    new Gauge({ name: 'measured', help: 'x', registers: [registry] }).set(4);
    const kept = growing(await registry.getMetricsAsJSON());
    expect(kept.map(({ name }) => name)).toEqual(['counted']);
  });
});
