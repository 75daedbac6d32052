import type { Violation } from '../check/invariants.ts';

/** What one run says for the table. */
export interface RunResult {
  name: string;
  rows: readonly number[];
  /** Directed runs of a row, or random histories. */
  group: string;
  seed: number;
  schedule: string;
  sourceMessages: number;
  copies: number;
  violations: readonly Violation[];
  silenceMs: number | null;
  catchUpMs: number;
  notes: readonly string[];
  tookMs: number;
  /** The fault could not be performed: this run proves nothing. */
  error?: string;
}

/** What was asked for and not run, and why. */
export interface NotRun {
  group: string;
  why: string;
}

/** Everything that a results file says. */
export interface Results {
  seed: number;
  commit: string;
  versions: Readonly<Record<string, string>>;
  startedAt: string;
  runs: readonly RunResult[];
  notRun: readonly NotRun[];
}

/** Runs that count: their faults were performed. */
function performed(runs: readonly RunResult[]): RunResult[] {
  return runs.filter(({ error }) => error === undefined);
}

/** True when every run was performed and broke nothing. */
export function allHeld(results: Results): boolean {
  return (
    results.runs.length > 0 &&
    results.runs.every((run) => run.error === undefined && run.violations.length === 0)
  );
}

/** Middle value of a list; null for an empty one. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** The results as a Markdown page: one line per group, then each broken run. */
export function markdown(results: Results): string {
  const groups = [
    ...new Set([...results.runs.map(({ group }) => group), ...results.notRun.map(({ group }) => group)]),
  ];
  const versions = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`);
  const lines = [
    `Seed ${results.seed}, commit ${results.commit}, begun ${results.startedAt}; ${versions.join(', ')}.`,
    '',
    '| what | runs | messages | missing | duplicates | out of order | other violations | longest silence, s (median, max) | catch-up, s (median, max) | notes |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...groups.map((group) => groupLine(group, results)),
  ];
  const broken = results.runs.filter((run) => run.error !== undefined || run.violations.length > 0);
  return `${[...lines, ...broken.flatMap(brokenLines)].join('\n')}\n`;
}

function groupLine(group: string, results: Results): string {
  const all = results.runs.filter((run) => run.group === group);
  const runs = performed(all);
  const notRun = results.notRun.filter((entry) => entry.group === group).map(({ why }) => `not run: ${why}`);
  if (all.length === 0) return `| ${group} | not run | | | | | | | | ${notRun.join('; ')} |`;
  const count = (...invariants: string[]): number =>
    runs.reduce(
      (sum, { violations }) =>
        sum +
        violations
          .filter(({ invariant }) => invariants.includes(invariant))
          .reduce((n, { count: c }) => n + c, 0),
      0,
    );
  const others = ['I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'ALSO']
    .map((invariant) => [invariant, count(invariant)] as const)
    .filter(([, broken]) => broken > 0)
    .map(([invariant, broken]) => `${invariant}: ${broken}`);
  const failed = all.length - runs.length;
  const notes = [...(failed === 0 ? [] : [`${failed} not performed`]), ...notRun];
  return `| ${[
    group,
    runs.length,
    runs.reduce((sum, { sourceMessages }) => sum + sourceMessages, 0),
    count('I1'),
    count('I2'),
    count('I3'),
    others.length === 0 ? 0 : others.join(', '),
    times(runs.flatMap(({ silenceMs }) => (silenceMs === null ? [] : [silenceMs]))),
    times(runs.map(({ catchUpMs }) => catchUpMs)),
    notes.join('; '),
  ].join(' | ')} |`;
}

function times(values: readonly number[]): string {
  const middle = median(values);
  if (middle === null) return 'unknown';
  return `${(middle / 1000).toFixed(1)}, ${(Math.max(...values) / 1000).toFixed(1)}`;
}

function brokenLines(run: RunResult): string[] {
  return [
    '',
    `**${run.name}** (seed ${run.seed}): ${run.schedule}`,
    '',
    ...(run.error === undefined ? [] : [`- not performed: ${run.error}`]),
    ...run.violations.flatMap(({ invariant, count, examples }) => [
      `- ${invariant}: ${count}`,
      ...examples.map((example) => `  - ${example}`),
    ]),
  ];
}
