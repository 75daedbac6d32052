import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '@slipstream/stack';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { interactiveAt, QUIET_MS, type LongTask } from '../core/interactive.ts';
import { children, UseMeter } from '../run/processes.ts';

/** How a visitor comes. */
export interface VisitOptions {
  path: string;
  /** So many times slower than this machine. */
  slower?: number;
  /** What the browser takes; gzip unless given. */
  encoding?: 'gzip' | 'br';
  language?: 'en-US' | 'zh-CN';
  /** Rows are looked for and scrolled. */
  scroll?: boolean;
  /** The visitor was there before, so often: what may be kept of the files is. Chromium keeps them compiled from the second visit on. */
  before?: number;
}

/** What one visit was like, with an empty cache unless there were others before; times in ms since the navigation began. */
export interface Visit {
  /** Bytes on the wire, heads included: the console's files, and the API's answers by the path behind `/api/v1`. */
  fileBytes: number;
  answerBytes: Readonly<Record<string, number>>;
  rowsAt: number;
  interactiveAt: number;
  /** CPU that the page's main thread had used by then, ms: hardly more on a busy machine, unlike all times. */
  cpuMs: number;
  /** While it was scrolled, ms: the longest frame, and that which 95 % do not exceed are made of these. */
  frames: readonly number[];
  domRows: number;
  /** Of a core, what neither this program nor what it started used. */
  foreignCores: number;
}

/** What `in-page.js` keeps. */
interface Look {
  now: number;
  shown: Partial<Record<'search' | 'rows', number>>;
  longTasks: LongTask[];
}

const IN_PAGE = join(import.meta.dirname, 'in-page.js');
const NEVER_MS = 60_000;
/** Within this time Chromium has written down what it compiled, ms. */
const KEPT_MS = 2_000;
const WHEEL_TURNS = 60;
const WHEEL_PX = 300;

/** Opens a page of the console as a signed-in visitor who has never been there, and looks how long it takes. */
export async function visit(
  browser: Browser,
  console_: { url: string; password: string },
  options: VisitOptions,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: options.language ?? 'en-US',
  });
  try {
    const signedIn = await context.request.post(`${console_.url}/api/v1/auth/login`, {
      data: { username: 'admin', password: console_.password },
    });
    if (!signedIn.ok()) throw new Error(`the sign-in was answered ${signedIn.status()}`);
    const page = await context.newPage();
    await page.addInitScript({ path: IN_PAGE });
    const session = await context.newCDPSession(page);
    const bytes = await countBytes(session, console_.url, options.encoding ?? 'gzip');
    await session.send('Emulation.setCPUThrottlingRate', { rate: options.slower ?? 1 });
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    for (let turn = 0; turn < (options.before ?? 0); turn++) {
      await page.goto(console_.url + options.path, { waitUntil: 'commit' });
      await untilInteractive(page);
      await pause(KEPT_MS);
    }
    const meter = new UseMeter({ ours: children() });
    const began = performance.now();
    await page.goto(console_.url + options.path, { waitUntil: 'commit' });
    const look = await untilInteractive(page);
    const { metrics } = await session.send('Performance.getMetrics');
    const use = meter.read();
    const seconds = (performance.now() - began) / 1_000;
    const loaded = { fileBytes: bytes.files(), answerBytes: bytes.answers() };
    const scrolled = options.scroll === true ? await scroll(page) : { frames: [], domRows: 0 };
    return {
      ...loaded,
      ...scrolled,
      rowsAt: look.shown.rows ?? Number.NaN,
      interactiveAt: interactiveAt(look.shown.search ?? Number.NaN, look.longTasks),
      cpuMs: (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000,
      foreignCores: use.foreignCpuSeconds / seconds,
    };
  } finally {
    await context.close();
  }
}

async function untilInteractive(page: Page): Promise<Look> {
  let look: Look | undefined;
  await waitFor(
    async () => {
      look = await page.evaluate<Look>('figures.look()');
      const { now, shown, longTasks } = look;
      if (shown.search === undefined || shown.rows === undefined || shown.rows > now) return false;
      return now > Math.max(shown.rows, interactiveAt(shown.search, longTasks)) + QUIET_MS;
    },
    { timeoutMs: NEVER_MS, what: 'the page to be interactive' },
  );
  if (look === undefined) throw new Error('nobody looked');
  return look;
}

/** Turns the wheel over the rows. */
async function scroll(page: Page): Promise<Pick<Visit, 'frames' | 'domRows'>> {
  await page.locator('.ant-table-row').nth(3).hover();
  await page.evaluate('figures.startFrames()');
  let domRows = 0;
  for (let turn = 0; turn < WHEEL_TURNS; turn++) {
    await page.mouse.wheel(0, WHEEL_PX);
    if (turn % 10 === 0) domRows = Math.max(domRows, await page.evaluate<number>('figures.domRows()'));
    await pause(30);
  }
  const frames = await page.evaluate<number[]>('figures.endFrames()');
  return { frames, domRows };
}

/** Counts what comes over the wire, as Chromium tells. */
async function countBytes(
  session: CDPSession,
  url: string,
  encoding: 'gzip' | 'br',
): Promise<{ files: () => number; answers: () => Record<string, number> }> {
  const paths = new Map<string, string>();
  const finished = new Map<string, number>();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.startsWith(url)) paths.set(requestId, new URL(request.url).pathname);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    finished.set(requestId, encodedDataLength);
  });
  await session.send('Network.enable');
  await session.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': encoding } });
  const API = '/api/v1';
  const sizes = (): [path: string, bytes: number][] =>
    [...finished].flatMap(([id, size]) => {
      const path = paths.get(id);
      return path === undefined ? [] : [[path, size]];
    });
  return {
    files: () => sizes().reduce((sum, [path, size]) => sum + (path.startsWith(API) ? 0 : size), 0),
    answers: () => {
      const sums: Record<string, number> = {};
      // Of one that was asked again, the first counts.
      for (const [path, size] of sizes()) if (path.startsWith(API)) sums[path.slice(API.length)] ??= size;
      return sums;
    },
  };
}
