import { removeTask, untilState } from '../support/tasks.ts';
import { preload } from '../support/load.ts';
import { bench, ensureClusters, expect, expectAccessible, signIn, test } from './bench.ts';

const SECRET = 'clusters-canary-secret';

test('clusters tell how they are, keep their secret, and stand on the map with their tasks (W-04, W-05, C-03 to C-05)', async ({
  page,
  api,
  source,
}) => {
  await preload(source, { topic: 'clusters-orders', queues: 4, messages: 100, bodyBytes: 100 });
  const { sourceId, targetId } = await ensureClusters(api);
  const deadId = await api.registerCluster('clusters-dead', '127.0.0.1:9');
  const task = await api.createTask({
    name: 'clusters-task',
    sourceClusterId: sourceId,
    targetClusterId: targetId,
    topics: { include: ['clusters-orders'] },
  });
  await untilState(api, task.id, 'RUNNING');
  await signIn(page);

  await test.step('a cluster is added with an address map; an entry that is wrong says so at its field', async () => {
    await page.getByRole('link', { name: 'Clusters', exact: true }).click();
    await page.getByRole('button', { name: 'Add cluster' }).first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name', { exact: true }).fill('clusters-mapped');
    await drawer.getByLabel('Cluster ID').fill('clusters-mapped');
    await drawer.getByLabel('Name Server addresses').fill(bench.sourceNameServer);
    await drawer.getByRole('button', { name: 'Add address' }).click();
    await drawer.getByLabel('Advertised address 1', { exact: true }).fill('10.0.0.5');
    await drawer.getByLabel('Reachable address 1', { exact: true }).fill('203.0.113.7:10911');
    await drawer.getByRole('switch', { name: 'ACL' }).click();
    await drawer.getByLabel('AccessKey').fill('rocket');
    await drawer.getByLabel('SecretKey').fill('first-canary-secret');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await expect(drawer.getByText(/Give a port on both sides/)).toBeVisible();
    await drawer.getByLabel('Reachable address 1', { exact: true }).fill('203.0.113.7');
    await expectAccessible(page);
    await drawer.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('link', { name: 'clusters-mapped' })).toBeVisible();
  });

  await test.step('the list says how each is, and of a dead one why', async () => {
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
    await expect(row('hangzhou-4x').getByTestId('cluster-health')).toHaveAttribute('data-health', 'HEALTHY');
    await expect(row('hangzhou-4x')).toContainText('4.9.7');
    await expect(row('shanghai-5x')).toContainText('5.5.0');
    const dead = row('clusters-dead').getByTestId('cluster-health');
    await expect(dead).toHaveAttribute('data-health', 'UNAVAILABLE');
    await dead.focus();
    await expect(page.getByText('No Name Server answers').first()).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('the page of each shows its real brokers with their versions, topics and tasks', async () => {
    for (const [id, version] of [
      [sourceId, '4.9.7'],
      [targetId, '5.5.0'],
    ] as const) {
      await page.goto(`${bench.url}/clusters/${id}`);
      await expect(page.getByTestId('broker-state')).toHaveAttribute('data-state', 'UP');
      await expect(page.getByRole('cell', { name: version, exact: true })).toBeVisible();
    }
    await expectAccessible(page);
    await page.getByRole('tab', { name: 'Topics' }).click();
    const topic = page.getByRole('row', { name: /^clusters-orders / });
    await expect(topic.getByRole('link', { name: 'clusters-task' })).toBeVisible();
    await expect(topic).toContainText('written');
    await page.getByRole('tab', { name: 'Consumer groups' }).click();
    await expect(page.getByRole('searchbox', { name: 'Search consumer group' })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Members online' })).toBeVisible();
    await page.getByRole('tab', { name: /^Tasks/ }).click();
    await expect(page.getByRole('link', { name: 'clusters-task' })).toBeVisible();
    await expectAccessible(page);
    await page.goto(`${bench.url}/clusters/${deadId}`);
    await expect(page.getByRole('alert').getByText('No Name Server answers')).toBeVisible();
  });

  await test.step('a secret is replaced after a test, and never shown', async () => {
    await page.goto(`${bench.url}/clusters`);
    await page.getByRole('link', { name: 'clusters-mapped' }).click();
    await expect(page.getByText('10.0.0.5 → 203.0.113.7')).toBeVisible();
    await page.getByRole('button', { name: 'Replace the secret' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('No running task uses this cluster.')).toBeVisible();
    await dialog.getByLabel('New SecretKey').fill(SECRET);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Test and replace' }).click();
    await expect(page.getByText('The secret of clusters-mapped was replaced')).toBeVisible();
    expect(JSON.stringify(await api.get('/clusters'))).not.toContain('canary');
    expect(await page.content()).not.toContain('canary');
  });

  await test.step('the map shows clusters and task, leads to both, and says the same as a list', async () => {
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    const map = page.getByRole('region', { name: 'Map of clusters and tasks' });
    for (const name of ['hangzhou-4x', 'shanghai-5x', 'clusters-dead'])
      await expect(map.getByRole('link', { name })).toBeVisible();
    const edge = map.getByRole('link', { name: /^clusters-task Healthy/ });
    await expect(edge).toBeVisible();
    await expect(
      page.getByRole('navigation', { name: 'Tasks on the map' }).getByRole('link', { name: 'clusters-task' }),
    ).toBeVisible();
    await expectAccessible(page);
    await edge.click();
    await expect(page).toHaveURL(new RegExp(`/tasks/${task.id}`));
    await page.goBack();
    await map.getByRole('link', { name: 'shanghai-5x' }).click();
    await expect(page).toHaveURL(new RegExp(`/clusters/${targetId}`));
  });

  await page.goto(`${bench.url}/clusters`);
  await removeTask(api, task.id);
});
