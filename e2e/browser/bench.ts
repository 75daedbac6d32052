import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { expect, test as base, type Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { ApiClient } from '../support/api-client.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by global-setup.ts`);
  return value;
}

/** Where everything runs; see global-setup.ts. */
export const bench = {
  get url(): string {
    return setting('CONSOLE_URL');
  },
  get password(): string {
    return setting('CONSOLE_PASSWORD');
  },
  get sourceNameServer(): string {
    return setting('SOURCE_NAME_SERVER');
  },
  get targetNameServer(): string {
    return setting('TARGET_NAME_SERVER');
  },
};

/** A page whose console has to stay free of errors, an API client that is logged in, and clients of both clusters. */
export const test = base.extend<{
  consoleErrors: string[];
  api: ApiClient;
  source: RocketmqClient;
  target: RocketmqClient;
}>({
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        // The question "who am I" of a visitor who is not signed in is answered 401; browsers print that by themselves.
        if (message.type() === 'error' && !message.text().includes('401')) errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(String(error)));
      await use(errors);
      expect(errors, 'errors in the browser console').toEqual([]);
    },
    { auto: true },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from the pattern
  api: async ({}, use) => {
    const api = new ApiClient(bench.url);
    await api.login(bench.password);
    await use(api);
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  source: async ({}, use) => {
    const client = new RocketmqClient({ nameServers: [bench.sourceNameServer] });
    await use(client);
    await client.close();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  target: async ({}, use) => {
    const client = new RocketmqClient({ nameServers: [bench.targetNameServer] });
    await use(client);
    await client.close();
  },
});

export { expect } from '@playwright/test';

/** Signs in through the login page. */
export async function signIn(
  page: Page,
  words: { user: string; password: string; submit: string } = {
    user: 'User name',
    password: 'Password',
    submit: 'Sign in',
  },
): Promise<void> {
  await page.goto(bench.url);
  await page.getByLabel(words.user).fill('admin');
  await page.getByLabel(words.password, { exact: true }).fill(bench.password);
  await page.getByRole('button', { name: words.submit }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

/** Chooses in a searchable list; its name is typed first, since a long list draws only the options in sight. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label });
  await box.click();
  await box.fill(option);
  await page
    .locator('.ant-select-dropdown:visible')
    .locator('.ant-select-item-option')
    .filter({ hasText: option })
    .first()
    .click();
}

/** Registers both clusters unless an earlier test has. */
export async function ensureClusters(api: ApiClient): Promise<{ sourceId: string; targetId: string }> {
  const { items } = await api.get<{ items: { id: string; name: string }[] }>('/clusters');
  const find = (name: string): string | undefined => items.find((cluster) => cluster.name === name)?.id;
  const sourceId = find('hangzhou-4x') ?? (await api.registerCluster('hangzhou-4x', bench.sourceNameServer));
  const targetId = find('shanghai-5x') ?? (await api.registerCluster('shanghai-5x', bench.targetNameServer));
  return { sourceId, targetId };
}

/** The accessibility violations that axe finds on the page as it is, or in a part of it, each with its elements. */
export async function violations(page: Page, part?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    // Without a page more for each look: there are no frames whose findings would have to be put together.
    .setLegacyMode();
  const found = await (part === undefined ? axe : axe.include(part)).analyze();
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

/** Fails on any accessibility violation that axe finds on the page as it is. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
}
