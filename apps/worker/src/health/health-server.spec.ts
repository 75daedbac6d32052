import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RUNNING_REPORT } from '../testing/fake-session.js';
import { A_FLOW, aShard } from '../testing/flow-of-metrics.js';
import { HealthServer } from './health-server.js';
import { metricsText } from './merged-metrics.js';
import { WorkerMetrics } from './worker-metrics.js';

const flow = A_FLOW;
const shard = aShard(0);

describe('health and metrics of a worker', () => {
  let isReady: boolean;
  let metrics: WorkerMetrics;
  let server: HealthServer;
  let address: string;

  beforeEach(async () => {
    isReady = false;
    metrics = new WorkerMetrics();
    server = new HealthServer({
      isReady: () => isReady,
      metrics: async () => metricsText([await metrics.registry.getMetricsAsJSON()]),
    });
    address = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
  });

  afterEach(() => server.close());

  const get = async (path: string, method = 'GET'): Promise<[number, string]> => {
    const response = await fetch(`${address}${path}`, { method });
    return [response.status, await response.text()];
  };

  it('is ready while its lease runs, and healthy while it answers', async () => {
    expect((await get('/readyz'))[0]).toBe(503);
    isReady = true;
    expect((await get('/readyz'))[0]).toBe(200);
    expect((await get('/healthz'))[0]).toBe(200);
    expect((await get('/nothing'))[0]).toBe(404);
    expect((await get('/healthz', 'POST'))[0]).toBe(405);
  });

  it('counts by task and direction under rocketmq_replicator_*', async () => {
    metrics.flow(flow);
    metrics.report(shard, {
      ...RUNNING_REPORT,
      counts: { ...RUNNING_REPORT.counts, read: 7, sent: 5, skippedLoop: 2 },
      delayMs: 1_500,
      lagMessages: 3,
    });
    const [, text] = await get('/metrics');
    expect(text).toContain(
      'rocketmq_replicator_messages_in_total{task="orders",task_id="t",direction="forward"} 7',
    );
    expect(text).toContain(
      'rocketmq_replicator_messages_out_total{task="orders",task_id="t",direction="forward"} 5',
    );
    expect(text).toMatch(/rocketmq_replicator_messages_skipped_total\{[^}]*reason="loop"\} 2/);
    expect(text).toContain(
      'rocketmq_replicator_delay_seconds{task="orders",task_id="t",direction="forward"} 1.5',
    );
    expect(text).toContain(
      'rocketmq_replicator_lag_messages{task="orders",task_id="t",direction="forward"} 3',
    );
  });

  it('has no delay, never 0, when it is unknown', async () => {
    metrics.flow(flow);
    metrics.report(shard, { ...RUNNING_REPORT, delayMs: 10 });
    metrics.report(shard, { ...RUNNING_REPORT, delayMs: null });
    expect((await get('/metrics'))[1]).not.toContain('rocketmq_replicator_delay_seconds{');
    metrics.report(shard, { ...RUNNING_REPORT, delayMs: 10 });
    metrics.gone(shard);
    expect((await get('/metrics'))[1]).not.toContain('rocketmq_replicator_delay_seconds{');
  });
});
