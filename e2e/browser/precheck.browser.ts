import { bench, choose, ensureClusters, expect, expectAccessible, signIn, test } from './bench.ts';

test('a cluster is checked before it is saved, a pair before the task (C-04, W-02)', async ({
  page,
  api,
}) => {
  await ensureClusters(api);
  await signIn(page);

  await test.step('a wrong port fails with what to do', async () => {
    await page.goto(`${bench.url}/clusters?edit=new`);
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name', { exact: true }).fill('beijing');
    await drawer.getByLabel('Cluster ID').fill('beijing');
    await drawer.getByLabel('Name Server addresses').fill('127.0.0.1:1');
    await drawer.getByRole('button', { name: 'Test connection' }).click();
    const line = drawer.locator('[data-finding="NAME_SERVER_SILENT"]');
    await expect(line).toContainText('127.0.0.1:1');
    await expect(line).toContainText('Failed');
    await expect(line).toContainText('What to do: Check the address');
    await expect(drawer.getByText(/Checked from \S*worker-1 on host/)).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a good pair passes as soon as it is chosen', async () => {
    await page.goto(`${bench.url}/tasks/new`);
    await choose(page, 'Source cluster', 'hangzhou-4x');
    await choose(page, 'Target cluster', 'shanghai-5x');
    const precheck = page.getByTestId('precheck').first();
    await expect(precheck.getByText(/All checks passed|Passed, with warnings/)).toBeVisible({
      timeout: 20_000,
    });
    await precheck.getByText(/Source cluster hangzhou-4x: \d+ passed/).click();
    await expect(precheck.locator('[data-finding="MASTER_REACHED"]').first()).toBeVisible();
    await expectAccessible(page);
    await precheck.getByRole('button', { name: 'Check again' }).click();
    await expect(precheck.getByText(/All checks passed|Passed, with warnings/)).toBeVisible({
      timeout: 20_000,
    });
  });

  await test.step('a pair that fails asks before the wizard goes on', async () => {
    const silentId = await api.registerCluster('silent', '127.0.0.1:1');
    await page.reload();
    for (const [label, name] of [
      ['Source cluster', 'hangzhou-4x'],
      ['Target cluster', 'silent'],
    ] as const) {
      await page.getByRole('combobox', { name: label }).fill(name);
      await page.keyboard.press('Enter');
    }
    const precheck = page.getByTestId('precheck').first();
    await expect(precheck.getByText('Some checks failed')).toBeVisible({ timeout: 20_000 });
    const next = page.getByRole('button', { name: 'Next' });
    await next.click();
    const question = page.getByRole('dialog');
    await expect(question).toContainText('will not copy everything');
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('region', { name: 'Clusters' })).toBeVisible();
    await next.click();
    await question.getByRole('button', { name: 'Go on anyway' }).click();
    await expect(page.getByRole('region', { name: 'What' })).toBeVisible();
    await api.delete(`/clusters/${silentId}`);
  });
});
