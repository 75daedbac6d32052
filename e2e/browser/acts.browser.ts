import { readFile } from 'node:fs/promises';
import { parseTaskDocument } from '@slipstream/shared/task-document';
import { createTopic } from '../support/load.ts';
import { removeTask, untilState } from '../support/tasks.ts';
import { ensureClusters, expect, expectAccessible, signIn, test } from './bench.ts';

test('a person acts on a task and sees what came of it (W-03, V-03, O-04)', async ({
  page,
  api,
  source,
  consoleErrors,
}) => {
  const { sourceId, targetId } = await ensureClusters(api);
  const [plain, filtered] = ['acts-plain', 'acts-filtered'];
  for (const topic of [plain, filtered]) await createTopic(source, topic, 2);
  const task = await api.createTask({
    name: 'acts',
    level: 'TOPIC',
    sourceClusterId: sourceId,
    targetClusterId: targetId,
    routes: [
      { sourceTopic: plain, targetTopic: `${plain}-copy`, filter: { type: 'NONE' } },
      { sourceTopic: filtered, targetTopic: filtered, filter: { type: 'TAG', expression: 'paid || sent' } },
    ],
  });
  await untilState(api, task.id, 'RUNNING');
  await signIn(page);
  const open = (query = ''): Promise<unknown> =>
    page.goto(`${new URL(page.url()).origin}/tasks/${task.id}${query}`);
  await open();
  const dialog = page.getByRole('dialog', { name: 'Send a test message' });

  await test.step('a test message is shown on both sides, with its ids and the time between', async () => {
    await page.getByRole('button', { name: 'Send a test message' }).first().click();
    await expect(dialog.getByText(`A real message is written into ${plainOrFiltered()}`)).toBeVisible();
    await choose(plain);
    await expect(dialog.getByText(`A real message is written into ${plain} at hangzhou-4x`)).toBeVisible();
    await expect(dialog.getByLabel('Tag')).toHaveValue('slipstream-test');
    await dialog.getByLabel('Key').fill('order-1');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    const copy = dialog.getByTestId('test-copy');
    await expect(copy).toHaveAttribute('data-state', 'FOUND');
    await expect(copy.getByText(/seen [\d,]+ ms after it was sent/)).toBeVisible();
    await expect(copy.getByText(/[\d,]+ ms between the two store times/)).toBeVisible();
    await expect(copy.getByText('The body is the same, byte for byte')).toBeVisible();
    const [atSource, atTarget] = await copy
      .getByRole('row', { name: 'Message ID' })
      .locator('code')
      .allInnerTexts();
    expect(atSource).toMatch(/^[0-9A-F]{32}$/);
    expect(atTarget).toBe(atSource);
    await expectAccessible(page);
  });

  await test.step('one that the filter keeps away says so', async () => {
    await dialog.getByRole('button', { name: 'Send another' }).click();
    await choose(filtered);
    await expect(dialog.getByLabel('Tag')).toHaveValue('paid');
    await expect(dialog.getByText('The filter of this Topic lets pass: paid || sent')).toBeVisible();
    await dialog.getByLabel('Tag').fill('other');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(dialog.getByTestId('test-copy')).toHaveAttribute('data-state', 'FILTERED');
    await expect(dialog.getByText("The route's filter does not let it pass")).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  await test.step('the first message that crossed is told, until the notice is closed', async () => {
    const banner = page.getByRole('note').filter({ hasText: 'First message replicated after' });
    await expect(banner).toBeVisible();
    await banner.getByRole('button', { name: 'Close' }).click();
    await expect(banner).toBeHidden();
  });

  await test.step('an edit shows old and new with who made it, and its link leads there', async () => {
    await api.patch(`/tasks/${task.id}`, { throttle: { messagesPerSecond: 500 } });
    await api.patch(`/tasks/${task.id}`, { throttle: { messagesPerSecond: 2_000 } });
    await page.getByRole('tab', { name: 'Events' }).click();
    const edit = page.locator('[data-kind="TASK_EDITED"]').first();
    await expect(edit.getByRole('row', { name: /Throttle, messages/ })).toContainText('500/s → 2,000/s');
    await expect(edit.getByText('by admin')).toBeVisible();
    await edit.getByRole('button', { name: /Link to event/ }).click();
    await expect(page).toHaveURL(/event=\d+/);
    await page.reload();
    await expect(page.locator('[aria-current="true"][data-kind="TASK_EDITED"]')).toBeVisible();
    await expectAccessible(page);
    await page.getByText('Acts', { exact: true }).click();
    await expect(page).toHaveURL(/about=ACTS/);
    await expect(page.locator('[data-kind="TASK_RUNNING"]')).toHaveCount(0);
    await page.getByRole('searchbox', { name: 'Search events' }).fill('nothing like this');
    await expect(page.getByText('Nothing matches the search or filter')).toBeVisible();
  });

  await test.step('the YAML is the task, also as a file', async () => {
    await open('?tab=yaml');
    await expect(page.getByTestId('task-yaml')).toContainText('messagesPerSecond: 2000 # messages/s');
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('acts.yaml');
    const { name, spec } = parseTaskDocument(await readFile(await download.path(), 'utf8'));
    const { routes, throttle, metadata } = await api.task(task.id);
    expect({ name, ...spec }).toMatchObject({
      name: 'acts',
      sourceCluster: 'hangzhou-4x',
      targetCluster: 'shanghai-5x',
      routes,
      throttle,
      metadata,
    });
  });

  await test.step('an error says what to do, has a request id to copy, and stays', async () => {
    await page.route('**/api/v1/tasks/*/stop', (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'INTERNAL', status: 500, detail: 'It broke.', requestId: 'r-4711' }),
      }),
    );
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByRole('dialog').getByText(/messages? waits? at the source now/)).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'Something failed inside Slipstream' });
    await expect(notice.getByText('r-4711')).toBeVisible();
    await expect(notice.getByRole('button', { name: 'Copy', exact: true }).last()).toBeVisible();
    await expectAccessible(page);
    await page.unroute('**/api/v1/tasks/*/stop');
    // The browser prints what was answered.
    expect(consoleErrors.splice(0)).toEqual([expect.stringContaining('500')]);
  });
  await page.goto('about:blank');
  await removeTask(api, task.id);

  function plainOrFiltered(): string {
    return [plain, filtered].toSorted()[0] ?? '';
  }

  async function choose(topic: string): Promise<void> {
    await dialog.getByRole('combobox', { name: 'Topic' }).fill(topic);
    await page.keyboard.press('Enter');
  }
});
