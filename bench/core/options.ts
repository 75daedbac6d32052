import { parseArgs } from 'node:util';
import { ROCKETMQ_VERSIONS, type RocketmqVersion } from '@slipstream/stack';
import { CONTENDERS, isContender, type Contender } from './contenders.ts';

/** What `npm run bench` was asked to do. */
export interface BenchOptions {
  /** Bytes of a body. */
  sizes: readonly number[];
  contenders: readonly Contender[];
  repetitions: number;
  /** Messages of a run, instead of those of {@link messagesOf}. */
  messages: number | undefined;
  sourceVersion: RocketmqVersion;
  targetVersion: RocketmqVersion;
  workers: number;
  /** Where the workers leave their CPU profiles. */
  profiles: string | undefined;
  /** Name under which the results are kept. */
  save: string | undefined;
  delay: boolean;
}

/** An argument that cannot be used; the message says what is right. */
export class OptionError extends Error {}

export const USAGE = `usage: npm run bench -- [--quick] [--size 100,1024,10240] [--only a,b,c,d] [--repetitions 3] [--messages N]
       [--source-version 4.9.7] [--target-version 5.5.0] [--workers 1] [--cpu-prof FOLDER] [--save NAME]
       npm run bench -- --delay [--save NAME]
       The environment reaches API and workers: WORKER_CONCURRENCY=2 npm run bench -- --only a`;

/** Messages per second that each contender was seen to copy, roughly, by bytes of a body: how many make a run of seconds. */
const ROUGH_RATES: Readonly<Record<Contender, readonly (readonly [bytes: number, rate: number])[]>> = {
  a: [
    [100, 60_000],
    [1024, 40_000],
    [10_240, 8_000],
  ],
  b: [
    [100, 5_000],
    [1024, 5_000],
    [10_240, 3_000],
  ],
  c: [
    [100, 40_000],
    [1024, 24_000],
    [10_240, 5_000],
  ],
  d: [
    [100, 60_000],
    [1024, 45_000],
    [10_240, 10_000],
  ],
};
const RUN_SECONDS = 6;

/** Messages that make a run of several seconds. */
export function messagesOf(contender: Contender, bodyBytes: number): number {
  const [, rate] = ROUGH_RATES[contender].findLast(([bytes]) => bytes <= bodyBytes) ?? [0, 60_000];
  return rate * RUN_SECONDS;
}

/** Reads the command line; throws {@link OptionError}. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parse(args);
  const isQuick = values.quick === true;
  return {
    sizes: (values.size ?? (isQuick ? '1024' : '100,1024,10240'))
      .split(',')
      .map((size) => whole(size, '--size', 16, 100_000)),
    contenders: (values.only ?? Object.keys(CONTENDERS).join(',')).split(',').map((letter) => {
      if (!isContender(letter))
        throw new OptionError(`--only takes a, b, c and d, not "${letter}"\n${USAGE}`);
      return letter;
    }),
    repetitions: whole(values.repetitions ?? (isQuick ? '1' : '3'), '--repetitions', 1, 100),
    messages:
      values.messages === undefined ? undefined : whole(values.messages, '--messages', 800, 20_000_000),
    sourceVersion: version(values['source-version'], '--source-version'),
    targetVersion: version(values['target-version'], '--target-version'),
    workers: whole(values.workers, '--workers', 1, 16),
    profiles: values['cpu-prof'],
    save: nameOf(values.save),
    delay: values.delay === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        size: { type: 'string' },
        only: { type: 'string' },
        repetitions: { type: 'string' },
        messages: { type: 'string' },
        'source-version': { type: 'string', default: '4.9.7' },
        'target-version': { type: 'string', default: '5.5.0' },
        workers: { type: 'string', default: '1' },
        'cpu-prof': { type: 'string' },
        save: { type: 'string' },
        delay: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, {
      cause: error,
    });
  }
}

function nameOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[a-z0-9-]+$/i.test(text))
    throw new OptionError(`--save takes letters, digits and dashes\n${USAGE}`);
  return text;
}

function whole(text: string, name: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new OptionError(`${name} has to be a whole number from ${min} to ${max}\n${USAGE}`);
  return value;
}

function version(text: string, name: string): RocketmqVersion {
  const known = ROCKETMQ_VERSIONS.find((candidate) => candidate === text);
  if (known === undefined)
    throw new OptionError(`${name} has to be one of ${ROCKETMQ_VERSIONS.join(', ')}\n${USAGE}`);
  return known;
}
