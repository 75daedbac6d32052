import { CONTENDERS } from './contenders.ts';
import type { DelayResult, ResultsFile } from './results-file.ts';
import { ratiosOf, summarise } from './summary.ts';

/** The part of `docs/performance.md` that the results of copying make. */
export function copyTables(file: ResultsFile): string {
  const summaries = summarise(file.runs);
  const rows = summaries.map((one) => {
    const cpu = (name: string): string => fixed(one.cpuPerMillion[name], 1);
    const { min, median, max } = one.messagesPerSecond;
    return [
      String(one.bodyBytes),
      CONTENDERS[one.contender],
      `${one.runs}${one.disturbed > 0 ? ` (${one.disturbed} disturbed)` : ''}`,
      `${whole(min)}, **${whole(median)}**, ${whole(max)}`,
      fixed(one.megabytesPerSecond, 1),
      ...['copier', 'source', 'target', 'postgres', 'api'].map(cpu),
      whole(one.copierPeakMb),
    ];
  });
  const ratios = ratiosOf(summaries).map((one) =>
    [one.bodyBytes, one.toSingle, one.toBatch, one.toLimit, one.cpuToBatch, one.allCpuToBatch].map(
      (value, index) => (index === 0 ? String(value) : fixed(value, 2)),
    ),
  );
  return [
    machineLine(file),
    '',
    '| bytes | who | runs | messages/s: min, median, max | MB/s | copier | source | target | PostgreSQL | API | peak MiB |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(row),
    '',
    'Slipstream to the others (medians):',
    '',
    '| bytes | speed to one by one | speed to batches | speed to BatchProducer | CPU to batches, without brokers | with brokers |',
    '| --- | --- | --- | --- | --- | --- |',
    ...ratios.map(row),
  ].join('\n');
}

/** The part of `docs/performance.md` that the results of `--delay` make. */
export function delayTables(file: ResultsFile, delay: DelayResult): string {
  const { steady, afterPause, cores, createToFirstMs } = delay;
  const percents = (use: Readonly<Record<string, number>>): string[] =>
    ['copier', 'postgres', 'api'].map((name) => fixed((use[name] ?? Number.NaN) * 100, 1));
  return [
    machineLine(file),
    '',
    `From "create" to the first replicated message: ${whole(createToFirstMs)} ms.`,
    '',
    '| what | messages | p50, ms | p99, ms | max, ms |',
    '| --- | --- | --- | --- | --- |',
    row([
      `${steady.rate} messages/s of ${steady.bodyBytes} B`,
      String(steady.messages),
      ...[steady.p50, steady.p99, steady.max].map(whole),
    ]),
    '',
    '| first message after a pause of | delays, ms |',
    '| --- | --- |',
    ...afterPause.map(({ pauseSeconds, delays }) => row([`${pauseSeconds} s`, delays.map(whole).join(', ')])),
    '',
    '| CPU in percent of a core | worker | PostgreSQL | API |',
    '| --- | --- | --- | --- |',
    row([`at ${steady.rate} messages/s`, ...percents(cores.steady)]),
    row(['idle, with the task running', ...percents(cores.idle)]),
  ].join('\n');
}

/** Text between the marks of a name in a page, replaced; throws when the page has no such marks. */
export function replaceBetweenMarks(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} with ${end} after it`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

function machineLine({ date, commit, sourceVersion, targetVersion, machine }: ResultsFile): string {
  const { cpu, cores, memoryGb, kernel, node, java } = machine;
  return `${date}, commit ${commit}. RocketMQ ${sourceVersion} to ${targetVersion}, Node ${node}, Java ${java}; ${cores} cores (${cpu}), ${memoryGb} GB, Linux ${kernel}.`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function whole(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '';
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? '' : value.toFixed(digits);
}
