import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '@slipstream/stack';
import { interactiveAt, QUIET_MS, type LongTask } from '../core/interactive.ts';
import { children, UseMeter } from '../run/processes.ts';
import type { Commands, PlainBrowser, PlainPage } from './plain-browser.ts';

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

const IN_PAGE = readFileSync(join(import.meta.dirname, 'in-page.js'), 'utf8');
const NEVER_MS = 60_000;
/** Within this time Chromium has written down what it compiled, ms. */
const KEPT_MS = 2_000;
const WHEEL_TURNS = 60;
const WHEEL_PX = 300;

const WINDOW = { width: 1440, height: 900 };

/** Opens a page of the console as a signed-in visitor who has never been there, and looks how long it takes. */
export async function visit(
  browser: PlainBrowser,
  console_: { url: string; password: string },
  options: VisitOptions,
): Promise<Visit> {
  const address = console_.url + options.path;
  const page = await browser.newPage(WINDOW);
  try {
    await page.send('Network.setCookie', { url: console_.url, httpOnly: true, ...(await signIn(console_)) });
    await page.send('Page.enable');
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: IN_PAGE });
    await page.send('Emulation.setUserAgentOverride', {
      userAgent: await evaluate<string>(page, 'navigator.userAgent'),
      acceptLanguage: options.language ?? 'en-US',
    });
    const bytes = await countBytes(page, console_.url, options.encoding ?? 'gzip');
    await page.send('Emulation.setCPUThrottlingRate', { rate: options.slower ?? 1 });
    await page.send('Performance.enable', { timeDomain: 'threadTicks' });
    for (let turn = 0; turn < (options.before ?? 0); turn++) {
      await page.send('Page.navigate', { url: address });
      await untilInteractive(page);
      await pause(KEPT_MS);
    }
    const meter = new UseMeter({ ours: children() });
    const began = performance.now();
    await page.send('Page.navigate', { url: address });
    const look = await untilInteractive(page);
    const { metrics } = await page.send('Performance.getMetrics');
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
    await page.close();
  }
}

/** Signs in, and says which cookie holds the session. */
async function signIn({ url, password }: { url: string; password: string }): Promise<{
  name: string;
  value: string;
}> {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? '') ?? [];
  if (!answer.ok || name === undefined || value === undefined)
    throw new Error(`the sign-in was answered ${answer.status}`);
  return { name, value };
}

/** The value of an expression in the page. */
async function evaluate<T>(page: Commands, expression: string): Promise<T> {
  const { result } = await page.send('Runtime.evaluate', { expression, returnByValue: true });
  return result.value as T;
}

async function untilInteractive(page: Commands): Promise<Look> {
  let look: Look | undefined;
  await waitFor(
    async () => {
      // The page that is left is still there for a moment.
      const found = await evaluate<Look | null>(page, `globalThis.figures?.look() ?? null`);
      if (found === null) return false;
      look = found;
      const { now, shown, longTasks } = look;
      if (shown.search === undefined || shown.rows === undefined) return false;
      return now > Math.max(shown.rows, interactiveAt(shown.search, longTasks)) + QUIET_MS;
    },
    { timeoutMs: NEVER_MS, what: 'the page to be interactive' },
  );
  if (look === undefined) throw new Error('nobody looked');
  return look;
}

/** Turns the wheel over the rows. */
async function scroll(page: Commands): Promise<Pick<Visit, 'frames' | 'domRows'>> {
  const place = { x: WINDOW.width / 2, y: WINDOW.height * 0.6 };
  await page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place });
  await evaluate(page, 'figures.startFrames()');
  let domRows = 0;
  for (let turn = 0; turn < WHEEL_TURNS; turn++) {
    await page.send('Input.dispatchMouseEvent', {
      type: 'mouseWheel',
      ...place,
      deltaX: 0,
      deltaY: WHEEL_PX,
    });
    if (turn % 10 === 0) domRows = Math.max(domRows, await evaluate<number>(page, 'figures.domRows()'));
    await pause(30);
  }
  return { frames: await evaluate<number[]>(page, 'figures.endFrames()'), domRows };
}

/** Counts what comes over the wire, as Chromium tells. */
async function countBytes(
  page: PlainPage,
  url: string,
  encoding: 'gzip' | 'br',
): Promise<{ files: () => number; answers: () => Record<string, number> }> {
  const paths = new Map<string, string>();
  const finished = new Map<string, number>();
  page.on(
    'Network.requestWillBeSent',
    ({ requestId, request }: { requestId: string; request: { url: string } }) => {
      if (request.url.startsWith(url)) paths.set(requestId, new URL(request.url).pathname);
    },
  );
  page.on(
    'Network.loadingFinished',
    ({ requestId, encodedDataLength }: { requestId: string; encodedDataLength: number }) => {
      finished.set(requestId, encodedDataLength);
    },
  );
  await page.send('Network.enable');
  await page.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': encoding } });
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
