import type { TaskView } from '@slipstream/shared';
import { createTopic, preload } from '../support/load.ts';
import { removeTask, untilState } from '../support/tasks.ts';
import { bench, ensureClusters, expect, expectAccessible, signIn, test } from './bench.ts';

const TOPIC = 'watch-orders';
/** More queues than a table draws at once. */
const WIDE = 'watch-wide';
const MESSAGES = 4_000;

test('what a task does is seen at a glance: backfill, charts, any span of time, streams (W-03, W-07)', async ({
  page,
  api,
  source,
}) => {
  const { sourceId, targetId } = await ensureClusters(api);
  await createTopic(source, WIDE, 150);
  await preload(source, { topic: TOPIC, queues: 4, messages: MESSAGES, bodyBytes: 100 });
  const route = (topic: string) => ({ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } });
  const task = await api.post<TaskView>('/tasks', {
    name: 'watch',
    direction: 'ONE_WAY',
    level: 'TOPIC',
    sourceClusterId: sourceId,
    targetClusterId: targetId,
    startFrom: { type: 'EARLIEST' },
    topics: {},
    routes: [route(TOPIC), route(WIDE)],
    // So slow that a busy machine sees it, too; lifted when all of it was seen.
    throttle: { messagesPerSecond: 20 },
  });
  await untilState(api, task.id, 'RUNNING');
  await signIn(page);
  await page.goto(`${bench.url}/tasks/${task.id}`);

  await test.step('the backfill says how much is left, by Topic too', async () => {
    const bar = page.getByRole('region', { name: 'Backfill' });
    await expect(bar).toHaveAttribute('data-state', 'COPYING');
    await expect(bar.getByText(/of 4,000 messages left/)).toBeVisible();
    await bar.getByRole('button', { name: 'By Topic' }).click();
    await expect(bar.getByRole('progressbar', { name: `Backfill of ${TOPIC}` })).toBeVisible();
  });

  await test.step('every chart is there, and its table shows the figures that it draws', async () => {
    for (const name of ['Replication delay', 'Messages per second', 'Lag', 'Bytes written'])
      await expect(
        page.getByRole('figure', { name, exact: true }).locator('.recharts-line-curve').first(),
      ).toBeVisible();
    const rates = page.getByRole('figure', { name: 'Messages per second' });
    await rates.getByRole('button', { name: 'Show Messages per second as a table' }).click();
    const newest = rates.getByRole('row').nth(1).getByRole('cell').last();
    await expect
      .poll(
        async () =>
          (await newest.textContent()) === (await rates.locator('.chart-legend strong').last().textContent()),
      )
      .toBe(true);
    await page.reload();
    await expect(rates.getByRole('row').nth(1)).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a span of time is kept over a reload, and zooming out ends it', async () => {
    await page.getByRole('radiogroup', { name: 'Time range' }).getByText('Custom').click();
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/from=\d+&to=\d+/);
    const chosen = await page.getByRole('button', { name: 'Change the time' }).textContent();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Change the time' })).toHaveText(chosen ?? '');
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect(page).not.toHaveURL(/from=/);
  });

  await test.step('streams are ordered by the address, and only those in sight are drawn', async () => {
    await page.getByRole('tab', { name: 'Streams' }).click();
    await page.getByRole('columnheader', { name: 'Lag' }).click();
    await page.getByRole('columnheader', { name: 'Lag' }).click();
    await expect(page).toHaveURL(/order=-lag/);
    const rows = page.locator('.ant-table-row');
    await expect(rows.first()).toContainText(TOPIC);
    expect(await rows.count()).toBeLessThan(100);
    await page.locator('.ant-table-tbody-virtual-holder').hover();
    await page.mouse.wheel(0, 100_000);
    await expect(rows.last()).toContainText(WIDE);
    await expectAccessible(page);
  });

  await test.step('the backfill is done, and says since when', async () => {
    const bar = page.getByRole('region', { name: 'Backfill' });
    await api.patch(`/tasks/${task.id}`, { throttle: {} });
    await expect(bar).toHaveAttribute('data-state', 'DONE', { timeout: 30_000 });
    await expect(bar.getByText(/4,000 messages that were there at the start are copied/)).toBeVisible();
  });

  await page.goto(`${bench.url}/tasks`);
  await removeTask(api, task.id);
});
