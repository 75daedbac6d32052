/**
 * Usage: npm run figures [-- --loads 5 --data FOLDER --save]: how light and how quick the console is, in Chromium and over a
 * database of 1,000 tasks and one of 10,000 streams. `--data` keeps the filled database for the next time, `--save` writes the
 * table of docs/performance.md. Build first.
 */
import { parseArgs } from 'node:util';
import { figuresTable, summaryOf, type Figure } from '../core/figures.ts';
import { DISTURBED_CORES } from '../core/results.ts';
import { commitOf, machine } from '../run/machine.ts';
import { writePart } from '../run/page.ts';
import { PlainBrowser } from './plain-browser.ts';
import { startStand, STREAMS, TASKS } from './stand.ts';
import { visit, type Visit, type VisitOptions } from './visit.ts';

const { values } = parseArgs({
  options: {
    loads: { type: 'string', default: '5' },
    data: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
});
const LOADS = Number(values.loads);
/** Visits that others disturb are made again, so often at most for one that counts. */
const TRIES = 2;

const stand = await startStand(values.data);
const browser = await PlainBrowser.launch();

/** Visits until enough of them were undisturbed; the disturbed ones count when there are no others. */
async function visits(options: VisitOptions): Promise<Visit[]> {
  // The first one warms up API and browser.
  await visit(browser, stand.deployment, options);
  const all: Visit[] = [];
  const calm = (): Visit[] => all.filter(({ foreignCores }) => foreignCores <= DISTURBED_CORES);
  while (calm().length < LOADS && all.length < LOADS * TRIES) {
    const one = await visit(browser, stand.deployment, options);
    all.push(one);
    const { rowsAt, interactiveAt, foreignCores } = one;
    console.log(
      `${options.path}${options.slower === undefined ? '' : ` ${options.slower}x slower`}${options.before === undefined ? '' : ' again'}: rows ${rowsAt.toFixed(0)} ms, ` +
        `interactive ${interactiveAt.toFixed(0)} ms, CPU ${one.cpuMs.toFixed(0)} ms, worst frame ${Math.max(0, ...one.frames).toFixed(0)} ms, others used ${foreignCores.toFixed(2)} cores`,
    );
  }
  return calm().length >= Math.ceil(LOADS / 2) ? calm() : all;
}

/** Seconds of the API for an answer, without a browser. */
async function askApi(path: string): Promise<{ ms: number[]; bytes: number }> {
  const ms: number[] = [];
  let bytes = 0;
  for (let turn = 0; turn <= LOADS; turn++) {
    const began = performance.now();
    bytes = JSON.stringify(await stand.deployment.api.get(path)).length;
    if (turn > 0) ms.push(performance.now() - began);
  }
  return { ms, bytes };
}

try {
  const list = await visits({ path: '/tasks', scroll: true });
  const slowList = await visits({ path: '/tasks', slower: 4 });
  const known = await visits({ path: '/tasks', before: 2 });
  const brotli = await visit(browser, stand.deployment, { path: '/tasks', encoding: 'br' });
  const chinese = await visit(browser, stand.deployment, { path: '/tasks', language: 'zh-CN' });
  const streamsPath = `/tasks/${stand.bigTaskId}/streams`;
  const streams = await visits({ path: `/tasks/${stand.bigTaskId}?tab=streams`, scroll: true });
  const answer = await askApi(streamsPath);
  const frame = (all: readonly Visit[]): number[] => all.map(({ frames }) => Math.max(...frames));
  const figures: Figure[] = [
    {
      what: 'first load of `/tasks`, files, gzip',
      unit: 'bytes',
      bound: 380_000,
      seen: list.map((one) => one.fileBytes),
    },
    { what: 'the same in Chinese', unit: 'bytes', bound: 380_000, seen: [chinese.fileBytes] },
    { what: 'the same, brotli', unit: 'bytes', seen: [brotli.fileBytes] },
    {
      what: `answer with ${TASKS} tasks, gzip`,
      unit: 'bytes',
      seen: list.map((one) => one.answerBytes['/tasks'] ?? Number.NaN),
    },
    {
      what: `interactive, ${TASKS} tasks, CPU 4 times slower`,
      unit: 'ms',
      bound: 3_000,
      seen: slowList.map((one) => one.interactiveAt),
    },
    {
      what: `rows of ${TASKS} tasks are shown`,
      unit: 'ms',
      bound: 1_000,
      seen: list.map((one) => one.rowsAt),
    },
    {
      what: 'the same, files kept from earlier visits',
      unit: 'ms',
      bound: 1_000,
      seen: known.map((one) => one.rowsAt),
    },
    { what: 'CPU of the main thread until interactive', unit: 'ms', seen: list.map((one) => one.cpuMs) },
    { what: 'longest frame while they are scrolled', unit: 'ms', seen: frame(list) },
    { what: `rows of ${STREAMS} streams are shown`, unit: 'ms', seen: streams.map((one) => one.rowsAt) },
    { what: 'longest frame while they are scrolled', unit: 'ms', seen: frame(streams) },
    { what: 'rows in the document meanwhile', unit: 'rows', seen: streams.map((one) => one.domRows) },
    {
      what: `answer with ${STREAMS} streams, gzip`,
      unit: 'bytes',
      seen: streams.map((one) => one.answerBytes[streamsPath] ?? Number.NaN),
    },
    { what: 'the same, from API to Node', unit: 'ms', seen: answer.ms },
  ];
  const visited = [...list, ...slowList, ...known, ...streams];
  const text = figuresTable(figures, {
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(),
    machine: machine(),
    browser: await browser.version(),
    foreignCores: visited.map(({ foreignCores }) => foreignCores),
  });
  console.log(text);
  console.log(`the answer with ${STREAMS} streams has ${answer.bytes} bytes before compression`);
  if (values.save) await writePart('figures', text);
  for (const figure of figures) {
    const { median } = summaryOf(figure);
    if (figure.bound === undefined || median <= figure.bound) continue;
    console.error(`${figure.what}: ${Math.round(median)} ${figure.unit}, more than ${figure.bound}`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await stand.stop();
}
