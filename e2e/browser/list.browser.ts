import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { preload } from '../support/load.ts';
import { removeTask, untilState } from '../support/tasks.ts';
import { ensureClusters, expect, expectAccessible, signIn, test } from './bench.ts';

/** Tasks of other tests are on the list, too: these are found by what their names begin with. */
const [BEHIND, IDLE, STOPPED] = ['list-behind', 'list-idle', 'list-stopped'] as const;

test('the list of tasks answers what an operator asks: which, how are they, stop those (W-01)', async ({
  page,
  api,
  source,
}) => {
  const { sourceId, targetId } = await ensureClusters(api);
  const ids = await makeTasks();
  await signIn(page);
  const search = page.getByRole('searchbox', { name: 'Search task, cluster or Topic' });
  const filter = page.getByRole('radiogroup', { name: 'Filter by status' });

  await test.step('`/` leads to the search, which finds by name, cluster and Topic', async () => {
    await expect(page.getByRole('link', { name: BEHIND })).toBeVisible();
    await expect(async () => {
      await page.keyboard.press('/');
      await expect(search).toBeFocused({ timeout: 1_000 });
    }).toPass();
    await search.fill('LIST-beh');
    await expect.poll(() => names(page)).toEqual([BEHIND]);
    await search.fill('list-payments-copy');
    await expect.poll(() => names(page)).toEqual([IDLE]);
    await search.fill('shanghai-5x');
    await expect.poll(() => names(page)).toEqual(expect.arrayContaining([BEHIND, IDLE, STOPPED]));
    await search.fill('no such task');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(search).toHaveValue('');
    await search.fill('list-');
  });

  await test.step('the filter tells how many are in which state, and the order which is worst', async () => {
    for (const [group, count] of [
      ['All', 3],
      ['Running', 2],
      ['Not healthy', 1],
      ['Stopped', 1],
      ['Failed', 0],
    ] as const)
      await expect(filter.getByText(`${group} ${count}`, { exact: true })).toBeVisible();
    await page.getByRole('columnheader', { name: 'Delay' }).click();
    await expect.poll(() => names(page)).toEqual([BEHIND, IDLE, STOPPED]);
    await filter.getByText(/^Running/).click();
    await expect.poll(() => names(page)).toEqual([BEHIND, IDLE]);
  });

  await test.step('search, filter and order survive a reload, and the way back from a task', async () => {
    await expect(page).toHaveURL(/search=list-/);
    await page.reload();
    await expect.poll(() => names(page)).toEqual([BEHIND, IDLE]);
    await page.getByRole('link', { name: IDLE }).click();
    await expect(page.getByRole('heading', { level: 1, name: IDLE })).toBeVisible();
    await page.goBack();
    await expect(search).toHaveValue('list-');
    await expect.poll(() => names(page)).toEqual([BEHIND, IDLE]);
    await page.getByRole('columnheader', { name: 'Delay' }).click();
    await expect.poll(() => names(page)).toEqual([IDLE, BEHIND]);
    await filter.getByText(/^All/).click();
  });

  await test.step('columns are chosen, and kept', async () => {
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Topics', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Failures', exact: true }).uncheck();
    await page.reload();
    await expect(page.getByRole('columnheader', { name: 'Topics' })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Failures' })).toBeHidden();
    await expect(row(page, IDLE)).toContainText('list-payments');
  });

  await test.step('the file has the rows and columns that are shown, in their order', async () => {
    const shown = await names(page);
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/^slipstream-tasks-\d{4}-\d\d-\d\d\.csv$/);
    const [head, ...rows] = (await readFile(await file.path(), 'utf8'))
      .replace('\uFEFF', '')
      .trim()
      .split('\r\n');
    expect(head?.split(',')).toEqual(expect.arrayContaining(['Task name', 'Topics', 'Delay (ms)', 'Lag']));
    expect(head).not.toContain('Failures');
    expect(rows.map((line) => line.split(',')[0])).toEqual(shown);
  });

  await test.step('an act that cannot be done now stays in sight and says why', async () => {
    await row(page, IDLE).getByRole('button', { name: 'More' }).click();
    const remove = page.getByRole('menuitem', { name: /Delete/ });
    await expect(remove).toBeDisabled();
    await expect(remove).toContainText('The task is running; stop it first.');
    await page.keyboard.press('Escape');
  });

  await test.step('many are stopped at once, with a result for each, also for the one that cannot be', async () => {
    const dialog = await actOnAll(page, 'Stop');
    await expect(dialog.getByText(/^2 tasks stop replicating/)).toBeVisible();
    await expect(result(dialog, STOPPED, 'NOT_TRIED')).toContainText('The task is stopped; start it first.');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Stop 2 tasks' }).click();
    for (const name of [BEHIND, IDLE]) await expect(result(dialog, name, 'DONE')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    for (const name of [BEHIND, IDLE])
      await expect(row(page, name).getByTestId('state-tag')).toHaveAttribute('data-state', 'STOPPED');
  });

  await test.step('and started at once', async () => {
    const dialog = await actOnAll(page, 'Start');
    for (const name of [BEHIND, IDLE, STOPPED]) await expect(result(dialog, name, 'DONE')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    for (const name of [BEHIND, IDLE, STOPPED])
      await expect(row(page, name).getByTestId('state-tag')).toHaveAttribute('data-state', 'RUNNING');
  });

  await test.step('half an hour of rate and delay is drawn in the row, and told to those who do not see it', async () => {
    // Half an hour takes half an hour: what the API makes of real samples is held by its own spec.
    const [taskId] = ids;
    const outRate = Array.from({ length: 30 }, (_, minute) => 10 + minute);
    await page.route(/\/api\/v1\/tasks\/figures\?/, (answer) =>
      answer.fulfill({
        json: { from: 0, step: 60_000, total: 1, items: [{ taskId, outRate, delayMs: outRate }] },
      }),
    );
    await page.reload();
    const line = row(page, BEHIND).getByRole('img', { name: 'Rate over 30 min: highest 39/s, last 39/s' });
    expect((await line.locator('path').last().getAttribute('d'))?.match(/L/g)).toHaveLength(29);
    await expect(row(page, BEHIND).getByRole('img', { name: /^Delay over 30 min/ })).toBeVisible();
  });

  await page.goto('about:blank');
  for (const id of ids) await removeTask(api, id);

  /** One that cannot keep up, one with nothing to do, one that is stopped. */
  async function makeTasks(): Promise<string[]> {
    for (const [topic, messages] of [
      ['list-orders', 6_000],
      ['list-payments', 0],
      ['list-refunds', 0],
    ] as const)
      await preload(source, { topic, queues: 2, messages, bodyBytes: 100 });
    const pair = { level: 'TOPIC', sourceClusterId: sourceId, targetClusterId: targetId };
    const route = (topic: string) => [
      { sourceTopic: topic, targetTopic: `${topic}-copy`, filter: { type: 'NONE' } },
    ];
    const tasks = [
      await api.createTask({
        ...pair,
        name: BEHIND,
        routes: route('list-orders'),
        throttle: { messagesPerSecond: 20 },
      }),
      await api.createTask({ ...pair, name: IDLE, routes: route('list-payments') }),
      await api.createTask({ ...pair, name: STOPPED, routes: route('list-refunds') }),
    ].map(({ id }) => id);
    for (const id of tasks) await untilState(api, id, 'RUNNING');
    const stopped = tasks[2] ?? '';
    await api.post(`/tasks/${stopped}/stop`);
    await untilState(api, stopped, 'STOPPED');
    await expect.poll(async () => (await api.task(tasks[0] ?? '')).status.health).toBe('LAGGING');
    return tasks;
  }
});

/** Names on the list, as they stand there. */
function names(page: Page): Promise<string[]> {
  return page.locator('.task-table .name-link').allInnerTexts();
}

function row(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
}

function result(dialog: Locator, name: string, outcome: string): Locator {
  return dialog.locator(`[data-result=${outcome}]`, { hasText: name });
}

async function actOnAll(page: Page, act: 'Start' | 'Stop'): Promise<Locator> {
  await page.getByRole('checkbox', { name: 'Select all tasks shown' }).check();
  await page
    .getByRole('toolbar', { name: 'Selected tasks' })
    .getByRole('button', { name: act, exact: true })
    .click();
  return page.getByRole('dialog');
}
