import { SampleRepository } from '@slipstream/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../testing/requests.js';
import { reportTask } from '../testing/task-states.js';
import { problemOf, startTestApi, type TestApi } from '../testing/test-api.js';
import type { MetricsView } from './metrics.views.js';

let api: TestApi;
let id: string;
beforeAll(async () => {
  api = await startTestApi();
  id = await addTask(
    api,
    taskBody('measured', await addCluster(api, 'm-s'), await addCluster(api, 'm-t'), {
      direction: 'TWO_WAY',
    }),
  );
  await addTask(api, taskBody('unknown', await addCluster(api, 'u-s'), await addCluster(api, 'u-t')));
  const workerId = await reportTask(api, id, 'RUNNING');
  const flows: { id: string }[] = await api.dataSource.query(
    'SELECT id FROM flow WHERE task_id = $1 ORDER BY direction',
    [id],
  );
  const sample = {
    workerId,
    read: 10,
    sent: 8,
    skippedLoop: 1,
    filtered: 1,
    failed: 0,
    bytes: 800,
    gapMessages: 4,
    throttledMs: 2_000,
    backoffMs: 500,
    delayMs: 1500,
    delayMaxMs: 2000,
    lagMessages: 3,
  };
  await api.app.get(SampleRepository).insert(flows.map((flow) => ({ ...sample, flowId: flow.id })));
  // Totals come with checkpoints, not with samples.
  await api.dataSource.query(
    `UPDATE flow SET total_read = 10, total_sent = 8, total_skipped_loop = 1, total_filtered = 1, total_bytes = 800
     WHERE task_id = $1`,
    [id],
  );
});
afterAll(() => api.close());

const metrics = (query: string) =>
  api.request('GET', `/api/v1/tasks/${id}/metrics${query}`, { token: api.tokens.VIEWER });

describe('metrics of a task (O-01)', () => {
  it('are of the last 15 minutes at the finest step when nothing is asked for', async () => {
    const view = (await metrics('')).json as MetricsView;
    expect(view.to - view.from).toBe(900_000);
    expect(view.step).toBe(5000);
    expect(view.points).toMatchObject([{ read: 20, sent: 16, bytes: 1600, delayMs: 1500, lagMessages: 6 }]);
  });

  it('are split by direction when asked', async () => {
    const view = (await metrics('?split=true')).json as MetricsView;
    expect(view.points.map((point) => `${point.direction} ${point.sent}`).toSorted()).toEqual([
      'forward 8',
      'reverse 8',
    ]);
  });

  it('take times as ms and as ISO 8601', async () => {
    const to = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const from = new Date(to - 3_600_000).toISOString();
    const view = (await metrics(`?from=${from}&to=${to}&step=60000`)).json as MetricsView;
    expect(view).toEqual({ from: to - 3_600_000, to, step: 60_000, points: [] });
  });

  it('never have more than 300 points', async () => {
    const view = (await metrics('?from=0&step=1')).json as MetricsView;
    expect((view.to - view.from) / view.step).toBeLessThanOrEqual(300);
  });

  it.each([
    '?from=10&to=5',
    '?from=yesterday',
    '?from=1e3',
    '?step=0',
    '?step=-5',
    '?step=1.5',
    '?step=99999999999999999',
    '?to=-1',
    '?split=yes',
    '?from=1&from=2',
    '?from[]=1',
  ])('refuse %s', async (query) => {
    expect(problemOf(await metrics(query)).code).toBe('VALIDATION_FAILED');
  });
});

describe('Prometheus (O-02)', () => {
  it('gets counters, gauges and states, and no delay that is unknown', async () => {
    const answer = await api.request('GET', '/metrics', { token: api.tokens.VIEWER });
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const labels = 'task="measured",direction="forward"';
    for (const line of [
      `rocketmq_replicator_messages_in_total{${labels}} 10`,
      `rocketmq_replicator_messages_out_total{${labels}} 8`,
      `rocketmq_replicator_bytes_out_total{${labels}} 800`,
      `rocketmq_replicator_messages_failed_total{${labels},reason="refused"} 0`,
      `rocketmq_replicator_messages_skipped_total{${labels},reason="loop"} 1`,
      `rocketmq_replicator_messages_skipped_total{${labels},reason="filter"} 1`,
      `rocketmq_replicator_delay_seconds{${labels}} 1.5`,
      `rocketmq_replicator_lag_messages{${labels}} 3`,
      'rocketmq_replicator_task_state{task="measured",state="RUNNING"} 1',
      'rocketmq_replicator_task_state{task="measured",state="STOPPED"} 0',
      'rocketmq_replicator_task_state{task="unknown",state="INITIALIZING"} 1',
    ]) {
      expect(answer.text).toContain(`${line}\n`);
    }
    expect(answer.text).not.toMatch(/delay_seconds\{task="unknown"/);
  });
});
