import { waitFor } from '@slipstream/stack';
import { checkTopic, countMessages, perfect } from '../support/checker.ts';
import { preload } from '../support/load.ts';
import { bench, choose, expect, signIn, test } from './bench.ts';

/** The different heights that an SVG path of straight or curved lines ends its segments at. */
function heights(path: string | null): Set<string> {
  return new Set([...(path ?? '').matchAll(/[\d.]+,([\d.]+)(?=[A-Z]|$)/g)].map(([, height]) => height ?? ''));
}

/** A moment as the date picker takes it, in the zone of the test browser. */
function inShanghai(time: number): string {
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

test('a person registers two clusters, creates a task, sees it work, stops, resets, starts and deletes it', async ({
  page,
  source,
  target,
}) => {
  await preload(source, { topic: 'journey-orders', queues: 4, messages: 2000, bodyBytes: 200 });
  await signIn(page);

  await test.step('two clusters, with a connection test', async () => {
    await page.getByRole('navigation').getByText('Clusters').click();
    for (const [name, nameServers] of [
      ['journey-4x', bench.sourceNameServer],
      ['journey-5x', bench.targetNameServer],
    ] as const) {
      await page.getByRole('button', { name: 'Add cluster' }).first().click();
      const drawer = page.getByRole('dialog');
      await drawer.getByLabel('Name', { exact: true }).fill(name);
      await drawer.getByLabel('Cluster ID').fill(name);
      await drawer.getByLabel('Name Server addresses').fill(nameServers);
      await drawer.getByRole('button', { name: 'Test connection' }).click();
      await expect(drawer.getByText(/All checks passed|Passed, with warnings/)).toBeVisible({
        timeout: 20_000,
      });
      await expect(drawer.getByTestId('connection-checks')).toContainText(/Checked from \S*worker-1 on host/);
      await drawer.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('cell', { name, exact: true }).first()).toBeVisible();
    }
  });

  await test.step('a task in four steps', async () => {
    await page.getByRole('navigation').getByText('Tasks').click();
    await page
      .getByRole('link', { name: 'Create task' })
      .or(page.getByRole('button', { name: 'Create task' }))
      .first()
      .click();
    await page.getByRole('textbox', { name: 'Task name' }).fill('订单-orders');
    await choose(page, 'Source cluster', 'journey-4x');
    await choose(page, 'Target cluster', 'journey-5x');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Topic level').click();
    await page.getByLabel('Source Topic 1').fill('journey-orders');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Earliest', { exact: true }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(
      page.getByRole('region', { name: 'Review' }).getByText('journey-orders').first(),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Create and start' }).click();
  });

  await test.step('it runs, and its charts move', async () => {
    await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
    await waitFor(async () => (await countMessages(target, 'journey-orders')) === 2000, {
      timeoutMs: 30_000,
      what: 'all copies',
    });
    expect(await checkTopic(source, target, 'journey-orders')).toEqual(perfect(2000));
    const rates = page.getByRole('figure', { name: 'Messages per second' });
    // A curve that has left the zero line: its path names more than one height. An idle task tells its figures every 30 s.
    await expect
      .poll(async () => heights(await rates.locator('.recharts-line-curve').first().getAttribute('d')).size, {
        timeout: 60_000,
      })
      .toBeGreaterThan(1);
    await page.getByText('Table', { exact: true }).click();
    await expect(page.getByRole('columnheader', { name: /Delay/ }).first()).toBeVisible();
    await page.getByText('Charts', { exact: true }).click();
    await page.getByRole('tab', { name: /Streams/ }).click();
    await expect(page.getByText('journey-orders').filter({ visible: true }).first()).toBeVisible();
  });

  const stop = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible();
  };

  await test.step('stop, reset to an earlier time, start: everything is sent again', async () => {
    await stop();
    await page.getByRole('button', { name: 'Reset offset' }).first().click();
    const dialog = page.getByRole('dialog', { name: /Reset the offset/ });
    await dialog.locator('#reset-moment').fill(inShanghai(Date.now() - 3_600_000));
    await page.keyboard.press('Enter');
    await dialog.locator('#confirm-name').fill('订单-orders');
    await dialog.getByRole('button', { name: 'Reset offset' }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
    await waitFor(async () => (await countMessages(target, 'journey-orders')) === 4000, {
      timeoutMs: 30_000,
      what: 'all copies again',
    });
  });

  await test.step('events tell what was done by whom', async () => {
    await page.getByRole('tab', { name: 'Events' }).click();
    await expect(page.getByText('Offset reset').filter({ visible: true }).first()).toBeVisible();
    await expect(page.getByText(/admin/).filter({ visible: true }).first()).toBeVisible();
  });

  await test.step('delete, after a stop, by its name', async () => {
    await stop();
    await more('Delete');
    const dialog = page.getByRole('dialog', { name: /Delete task/ });
    await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
    await dialog.locator('#confirm-name').fill('订单-orders');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(page).toHaveURL(/\/tasks$/);
    await expect(page.getByRole('heading', { level: 1, name: 'Tasks' })).toBeVisible();
    await expect(page.getByRole('link', { name: '订单-orders' })).toBeHidden();
  });

  async function more(action: string): Promise<void> {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: action }).click();
  }
});
