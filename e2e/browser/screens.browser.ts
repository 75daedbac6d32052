import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import type { Page } from '@playwright/test';
import { preload } from '../support/load.ts';
import { removeTask, untilState } from '../support/tasks.ts';
import { ensureClusters, expect, expectAccessible, signIn, test } from './bench.ts';

const WORDS = {
  en: {
    locale: 'en-US',
    signIn: { user: 'User name', password: 'Password', submit: 'Sign in' },
    tasks: 'Tasks',
    clusters: 'Clusters',
    createTask: 'Create task',
    streams: 'Streams',
    metadata: 'Metadata',
    progress: 'Consumer progress',
    names: 'Search by name',
    groups: 'Search group or Topic',
    events: 'Events',
    figure: 'Messages per second',
  },
  zh: {
    locale: 'zh-CN',
    signIn: { user: '用户名', password: '密码', submit: '登录' },
    tasks: '任务',
    clusters: '集群',
    createTask: '创建任务',
    streams: '队列',
    metadata: '元数据',
    progress: '消费进度',
    names: '按名称搜索',
    groups: '搜索消费组或 Topic',
    events: '事件',
    figure: '每秒消息数',
  },
} as const;

/** Pages whose dark look goes into the documents as well. */
const DARK_SCREENS = ['tasks', 'task'];

/** Where screenshots for the documents go; nothing is written unless asked for. */
const IMAGES = process.env['SCREENSHOTS'] === undefined ? undefined : join(repositoryRoot, 'docs/images');

async function shoot(page: Page, screen: string, language: string, theme: 'light' | 'dark'): Promise<void> {
  if (IMAGES === undefined || (theme === 'dark' && !DARK_SCREENS.includes(screen))) return;
  const name = `${screen}-${language}${theme === 'dark' ? '-dark' : ''}`;
  mkdirSync(IMAGES, { recursive: true });
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' });
}

for (const [language, words] of Object.entries(WORDS)) {
  for (const theme of ['light', 'dark'] as const) {
    test.describe(`${language}, ${theme}`, () => {
      test.use({ locale: words.locale, colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });

      test('every page speaks the language and is accessible (W-07)', async ({ page, api, source }) => {
        const { sourceId, targetId } = await ensureClusters(api);
        const topic = `screens-${language}-${theme}`;
        await preload(source, { topic, queues: 4, messages: 4000, bodyBytes: 300 });
        const routes = [{ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } }];
        const task = await api.createTask({
          name: topic,
          level: 'TOPIC',
          sourceClusterId: sourceId,
          targetClusterId: targetId,
          routes,
        });
        const missing = [{ sourceTopic: `${topic}-missing`, targetTopic: topic, filter: { type: 'NONE' } }];
        const failing = await api.createTask({
          name: `${topic}-failing`,
          level: 'TOPIC',
          sourceClusterId: sourceId,
          targetClusterId: targetId,
          routes: missing,
        });
        await untilState(api, task.id, 'RUNNING');
        await untilState(api, failing.id, 'START_FAILED');

        await page.goto('about:blank');
        await signIn(page, words.signIn);
        await expect(page.getByRole('link', { name: topic, exact: true })).toBeVisible();
        await expectAccessible(page);
        await shoot(page, 'tasks', language, theme);

        await page.getByRole('navigation').getByText(words.clusters).click();
        await expect(page.getByRole('cell', { name: 'hangzhou-4x' }).first()).toBeVisible();
        await expectAccessible(page);
        await shoot(page, 'clusters', language, theme);

        await page.getByRole('navigation').getByText(words.tasks).click();
        await page
          .getByRole('button', { name: words.createTask })
          .or(page.getByRole('link', { name: words.createTask }))
          .first()
          .click();
        await expect(page.locator('.ant-steps')).toBeVisible();
        await expectAccessible(page);
        await shoot(page, 'create', language, theme);

        await page.goto(`${new URL(page.url()).origin}/tasks/${task.id}`);
        await expect(
          page.getByRole('figure', { name: words.figure }).locator('.recharts-line-curve').first(),
        ).toBeAttached();
        await expectAccessible(page);
        await shoot(page, 'task', language, theme);
        await page.getByRole('tab', { name: words.streams }).click();
        await expect(
          page.getByRole('tabpanel').getByText(topic).filter({ visible: true }).first(),
        ).toBeVisible();
        await expectAccessible(page);
        await shoot(page, 'streams', language, theme);
        await page.getByRole('tab', { name: words.metadata }).click();
        await expect(page.getByRole('searchbox', { name: words.names })).toBeVisible();
        await expectAccessible(page);
        await shoot(page, 'metadata', language, theme);
        await page.getByRole('tab', { name: words.progress }).click();
        await expect(page.getByRole('searchbox', { name: words.groups })).toBeVisible();
        await expectAccessible(page);
        await shoot(page, 'progress', language, theme);
        await page.getByRole('tab', { name: words.events }).click();
        await expectAccessible(page);
        await shoot(page, 'events', language, theme);

        await page.goto(`${new URL(page.url()).origin}/tasks/${failing.id}`);
        await expect(page.getByRole('alert').first()).toContainText(`${topic}-missing`);
        await expectAccessible(page);
        await shoot(page, 'failed', language, theme);
        // An open page would rightly be told that somebody has deleted what it shows.
        await page.goto('about:blank');
        await removeTask(api, task.id);
        await removeTask(api, failing.id);
      });
    });
  }
}
