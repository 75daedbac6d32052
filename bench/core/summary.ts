import { CONTENDERS, type Contender } from './contenders.ts';
import { DISTURBED_CORES, figuresOf, type Figures, type RunResult } from './results.ts';
import { median, spread, type Spread } from './statistics.ts';

/** All runs of one contender with one size. */
export interface Summary {
  contender: Contender;
  bodyBytes: number;
  /** Runs that count, and those left out because others kept the machine busy. */
  runs: number;
  disturbed: number;
  messagesPerSecond: Spread;
  megabytesPerSecond: number;
  /** Medians by program. */
  cpuPerMillion: Readonly<Record<string, number>>;
  /** Largest of the copier, MiB. */
  copierPeakMb: number;
  /** Median; NaN where nothing was timed. */
  startMs: number;
}

/** How Slipstream stands to the others with one size; undefined where one of them was not run. Above 1: Slipstream is faster. */
export interface Ratios {
  bodyBytes: number;
  toSingle: number | undefined;
  toBatch: number | undefined;
  toLimit: number | undefined;
  /** CPU per message of worker, API and PostgreSQL to that of the copier with batches. Below 1: Slipstream needs less. */
  cpuToBatch: number | undefined;
  /** The same with both brokers' on either side. */
  allCpuToBatch: number | undefined;
}

/** Programs that a contender needs besides the brokers. */
const BESIDES_BROKERS = ['copier', 'api', 'postgres'];

/** Contender by contender, size by size. Disturbed runs count only where there are no others. */
export function summarise(results: readonly RunResult[]): Summary[] {
  const sizes = [...new Set(results.map(({ bodyBytes }) => bodyBytes))].toSorted((a, b) => a - b);
  return sizes.flatMap((bodyBytes) =>
    (Object.keys(CONTENDERS) as Contender[]).flatMap((contender) => {
      const runs = results.filter((run) => run.bodyBytes === bodyBytes && run.contender === contender);
      return runs.length === 0 ? [] : [summaryOf(contender, bodyBytes, runs)];
    }),
  );
}

function summaryOf(contender: Contender, bodyBytes: number, runs: readonly RunResult[]): Summary {
  const isCalm = (run: RunResult): boolean => figuresOf(run).foreignCores <= DISTURBED_CORES;
  const calm = runs.filter(isCalm);
  const counted = calm.length > 0 ? calm : runs;
  const figures = counted.map(figuresOf);
  return {
    contender,
    bodyBytes,
    runs: counted.length,
    disturbed: runs.length - calm.length,
    messagesPerSecond: spread(figures.map(({ messagesPerSecond }) => messagesPerSecond)),
    megabytesPerSecond: median(figures.map(({ megabytesPerSecond }) => megabytesPerSecond)),
    cpuPerMillion: mediansByProgram(figures),
    copierPeakMb: Math.max(...counted.map(({ use }) => use['copier']?.peakMb ?? 0)),
    startMs: median(counted.flatMap(({ startMs }) => startMs ?? [])),
  };
}

function mediansByProgram(figures: readonly Figures[]): Record<string, number> {
  const names = Object.keys(figures[0]?.cpuPerMillion ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      median(figures.map(({ cpuPerMillion }) => cpuPerMillion[name] ?? Number.NaN)),
    ]),
  );
}

/** {@link Ratios} of each size that Slipstream was run with, from medians. */
export function ratiosOf(summaries: readonly Summary[]): Ratios[] {
  return summaries
    .filter(({ contender }) => contender === 'a')
    .map((slipstream) => {
      const other = (contender: Contender): Summary | undefined =>
        summaries.find((one) => one.contender === contender && one.bodyBytes === slipstream.bodyBytes);
      const speed = (of: Summary | undefined): number | undefined =>
        of && slipstream.messagesPerSecond.median / of.messagesPerSecond.median;
      const batch = other('c');
      return {
        bodyBytes: slipstream.bodyBytes,
        toSingle: speed(other('b')),
        toBatch: speed(batch),
        toLimit: speed(other('d')),
        cpuToBatch: batch && besidesBrokers(slipstream) / besidesBrokers(batch),
        allCpuToBatch: batch && total(slipstream.cpuPerMillion) / total(batch.cpuPerMillion),
      };
    });
}

function besidesBrokers({ cpuPerMillion }: Summary): number {
  return BESIDES_BROKERS.reduce((sum, name) => sum + (cpuPerMillion[name] ?? 0), 0);
}

function total(cpuPerMillion: Readonly<Record<string, number>>): number {
  return Object.values(cpuPerMillion).reduce((sum, seconds) => sum + seconds, 0);
}
