/// <reference lib="dom" />
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import type { Page } from '@playwright/test';
import { ApiClient } from '../support/api-client.ts';
import { bench, expect, test, violations } from './bench.ts';
import { fitFaults, wordFaults } from './screens/look.ts';
import { makeShowcase, SHOWCASE_MS, type Showcase } from './screens/showcase.ts';
import { SCREENS, type Screen, type Sight } from './screens/screens.ts';
import { Words, type Language } from './screens/words.ts';
import { endWorld, makeWorld, type World } from './screens/world.ts';

/** The widest and the narrowest window that the console is for, px. */
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 768, height: 1024 };
/** What is still on its way: a screen is looked at when nothing is. */
const LOADING = '.page-loading, .ant-skeleton, .ant-spin-spinning, .ant-btn-loading, [data-health=LOOKING]';

/** What stands over the page and is looked at instead of it. */
const ON_TOP =
  '.ant-modal, .ant-drawer-content-wrapper, .ant-popover, .ant-tooltip, .ant-dropdown:not(.ant-dropdown-hidden)';

/**
 * Each language is looked at with axe in one theme: its findings hang on the theme by contrast only. Narrow, and without axe,
 * English is looked at in the other theme, too: its words are the longer ones.
 */
const TURNS = [
  { language: 'en', locale: 'en-US', theme: 'light', narrowIn: 'dark' },
  { language: 'zh', locale: 'zh-CN', theme: 'dark', narrowIn: undefined },
] as const;

/** With `SCREENSHOTS=1` the documents' pictures are made of what looks like a day in production, and nothing is judged. */
const PICTURES = process.env['SCREENSHOTS'] === undefined ? undefined : join(repositoryRoot, 'docs/images');

let api: ApiClient;
let world: World | undefined;
let showcase: Showcase | undefined;

test.beforeAll('clusters and tasks in every kind of state', async () => {
  api = new ApiClient(bench.url);
  await api.login(bench.password);
  world = await makeWorld(api);
  if (PICTURES === undefined) return;
  test.setTimeout(SHOWCASE_MS);
  showcase = await makeShowcase(api, world);
});

test.afterAll(async () => {
  await showcase?.stop();
  if (world !== undefined) await endWorld(api, world);
});

for (const { language, locale, theme, narrowIn } of TURNS) {
  test.describe(`${language}, axe in ${theme}`, () => {
    test.use({
      locale,
      colorScheme: theme,
      viewport: WIDE,
      contextOptions: { reducedMotion: 'reduce' },
    });

    test('every screen is accessible, fits, and speaks the language (W-07)', async ({
      page,
      consoleErrors,
    }) => {
      test.setTimeout(600_000);
      // A screen that cannot be reached is told of; the others are looked at all the same.
      page.setDefaultTimeout(20_000);
      const words = new Words(language);
      if (world === undefined) throw new Error('there is nothing to look at');
      const sight: Sight = { page, world, say: (key, values) => words.say(key, values) };
      const faults: string[] = [];
      let before: Screen | undefined;
      let signedIn = false;
      const screens =
        PICTURES === undefined ? SCREENS : SCREENS.filter(({ picture }) => picture?.includes(language));
      for (const screen of screens) {
        if (!signedIn && screen.signedOut !== true) {
          await signInByApi(page);
          signedIn = true;
        }
        const found = await test.step(screen.name, async () => {
          await page.setViewportSize(WIDE);
          await page.emulateMedia({ colorScheme: theme });
          const broken = await open(screen, sight, before);
          if (broken !== undefined) return [broken];
          if (PICTURES !== undefined) {
            const file = `${screen.name}${language === 'en' ? '' : `-${language}`}.png`;
            await page.screenshot({ path: join(PICTURES, file), animations: 'disabled' });
            return [];
          }
          const part = (await page.locator(ON_TOP).count()) > 0 ? ON_TOP : screen.part;
          const seen = [...(await violations(page, part)), ...(await lookAt(page, language))];
          if (narrowIn === undefined) return seen;
          await page.emulateMedia({ colorScheme: narrowIn });
          await page.setViewportSize(NARROW);
          await expect(page.locator('html')).toHaveAttribute('data-theme', narrowIn);
          return [...seen, ...(await lookAt(page, language))];
        });
        const said = consoleErrors.splice(0).filter((text) => screen.mayLog?.test(text) !== true);
        faults.push(...[...new Set([...found, ...said])].map((fault) => `${screen.name}: ${fault}`));
        if (screen.instead !== undefined) await page.unroute(screen.instead.url);
        before = screen;
      }
      expect(faults).toEqual([]);
    });
  });
}

/** Opens a screen; says why it cannot be seen, if so. */
async function open(screen: Screen, sight: Sight, before: Screen | undefined): Promise<string | undefined> {
  const { page, world: of } = sight;
  try {
    if (screen.instead !== undefined) await page.route(screen.instead.url, screen.instead.answer);
    if (before !== undefined && isOfOneVisit(screen, of) && isOfOneVisit(before, of))
      await follow(sight, screen.path(of));
    else await page.goto(bench.url + screen.path(of));
    await screen.act?.(sight);
    await expect(screen.seen(sight)).toBeVisible();
    await expect(page.locator(LOADING).filter({ visible: true })).toHaveCount(0);
    return undefined;
  } catch (error) {
    return `cannot be seen: ${String(error)}; ${await page.evaluate(drawing).catch(String)}`;
  }
}

/** Runs in the page: clicks wait for frames, so without them nothing can be clicked however well the page is. */
function drawing(): Promise<string> {
  return new Promise((resolve) => {
    const none = `no frame came for 2 s, the page is ${document.visibilityState}`;
    setTimeout(() => resolve(none), 2_000);
    requestAnimationFrame(() => resolve('frames come'));
  });
}

/**
 * The console may go there from another such screen. Made-up answers would stay in its memory, wizards ask before they are left,
 * and what stands over every page stays open.
 */
function isOfOneVisit({ signedOut, overPages, instead, path }: Screen, of: World): boolean {
  return (
    signedOut !== true && overPages !== true && instead === undefined && !/\/(new|edit)\b/.test(path(of))
  );
}

/** As a link of the console does, and by way of a page that has none of what the last screen has opened. */
async function follow({ page, say }: Sight, path: string): Promise<void> {
  await page.evaluate(go, '/nowhere');
  await expect(page.getByText(say('notFound.title'))).toBeVisible();
  await page.evaluate(go, path);
}

/** Runs in the page. */
function go(path: string): void {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

async function lookAt(page: Page, language: Language): Promise<string[]> {
  return [...(await wordFaults(page, language)), ...(await fitFaults(page))];
}

/** The way through the login page is tried by every other test. */
async function signInByApi(page: Page): Promise<void> {
  const answer = await page.request.post(`${bench.url}/api/v1/auth/login`, {
    data: { username: 'admin', password: bench.password },
  });
  expect(answer.ok()).toBe(true);
}
