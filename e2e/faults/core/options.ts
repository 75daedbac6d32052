import { parseArgs } from 'node:util';

/** What `npm run faults` was asked to do. */
export interface FaultOptions {
  rows: readonly number[];
  runs: number;
  /** The first run's number: with `--runs 1` it repeats one of many. */
  firstRun: number;
  histories: number;
  seed: number;
  workers: number;
  messagesPerSecond: number;
  /** Load of a history, ms. */
  historyMs: number;
}

/** An argument that cannot be used; the message says what is right. */
export class OptionError extends Error {}

export const USAGE = `usage: npm run faults -- --row 1..19|all [--runs 1] [--seed 1] [--first-run 1]
       npm run faults -- --histories 5 [--seed 1] [--first-run 1] [--history-seconds 60]
       both: [--workers 2] [--rate 800]`;

/** Reads the command line; throws {@link OptionError}. */
export function readOptions(args: readonly string[], allRows: readonly number[]): FaultOptions {
  const { values } = parse(args);
  const histories = whole(values.histories ?? '0', '--histories', 0, 100_000);
  if (values.row === undefined && histories === 0) throw new OptionError(USAGE);
  return {
    rows: values.row === undefined ? [] : rowsOf(values.row, allRows),
    runs: whole(values.runs, '--runs', 1, 100_000),
    firstRun: whole(values['first-run'], '--first-run', 1, 100_000),
    histories,
    seed: whole(values.seed, '--seed', 0, 2 ** 31),
    workers: whole(values.workers, '--workers', 1, 3),
    messagesPerSecond: whole(values.rate, '--rate', 8, 5_000),
    historyMs: 1_000 * whole(values['history-seconds'], '--history-seconds', 15, 600),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        row: { type: 'string' },
        runs: { type: 'string', default: '1' },
        'first-run': { type: 'string', default: '1' },
        histories: { type: 'string' },
        seed: { type: 'string', default: '1' },
        workers: { type: 'string', default: '2' },
        rate: { type: 'string', default: '800' },
        'history-seconds': { type: 'string', default: '60' },
      },
    });
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, {
      cause: error,
    });
  }
}

/** `all`, or numbers and ranges: `1,2,5..7`. */
function rowsOf(text: string, all: readonly number[]): number[] {
  if (text === 'all') return [...all];
  const rows = text.split(',').flatMap((part) => {
    const match = /^(\d+)(?:\.\.(\d+))?$/.exec(part.trim());
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    if (match === null || first < 1 || last > 19 || last < first)
      throw new OptionError(`--row has to be all, or numbers from 1 to 19 such as 1,4..6 (not "${text}")`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return [...new Set(rows)].toSorted((a, b) => a - b);
}

function whole(text: string, name: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new OptionError(`${name} has to be a whole number from ${min} to ${max} (not "${text}")`);
  return value;
}
