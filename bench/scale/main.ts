/**
 * Usage: node bench/scale/main.ts [--streams 500,2000,5000] [--settle 100] [--idle 60] [--busy 50] [--rate 1000] [--load 15] [--json file]
 *
 * What many quiet streams cost: engine and adapters of a worker over real sockets, two fake brokers in a process of their own.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { bundlePrograms, type Programs } from './bundle.ts';
import { TaskChild } from './child.ts';
import {
  QUEUES,
  type BrokersTask,
  type EngineTask,
  type LoadResult,
  type Memory,
  type Pair,
  type Rest,
} from './protocol.ts';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '500,2000,5000,10000,20000' },
    settle: { type: 'string', default: '100' },
    idle: { type: 'string', default: '60' },
    busy: { type: 'string', default: '50' },
    rate: { type: 'string', default: '1000' },
    load: { type: 'string', default: '15' },
    json: { type: 'string' },
  },
});

/** Figures of one number of streams. */
interface Run {
  streams: number;
  freshMs: number;
  resumeMs: number;
  resumeRequests: number;
  base: Memory;
  idle: Rest;
  idleRequestsPerSecond: number;
  load: LoadResult;
  loadCore: number;
}

async function measure(programs: Programs, streams: number): Promise<Run> {
  const brokers = await TaskChild.start<BrokersTask>(programs.brokers);
  const engine = await TaskChild.start<EngineTask>(programs.engine, ['--expose-gc']);
  try {
    const count = (): Promise<number> => brokers.run({ do: 'COUNT' });
    const pair = await brokers.run<Pair>({ do: 'PREPARE', topics: Math.ceil(streams / QUEUES), each: 1 });
    // A worker that holds nothing yet.
    const { memory: base } = await engine.run<Rest>({ do: 'REST', seconds: 1 });
    const freshMs = await engine.run<number>({ do: 'START', pair, streams, resume: false });
    await engine.run<Rest>({ do: 'REST', seconds: 3 });
    await engine.run<void>({ do: 'STOP' });
    const beforeStart = await count();
    const resumeMs = await engine.run<number>({ do: 'START', pair, streams, resume: true });
    const resumeRequests = (await count()) - beforeStart;
    // Holds grow with the time that nothing comes.
    await engine.run<Rest>({ do: 'REST', seconds: Number(values.settle) });
    const beforeIdle = await count();
    const idle = await engine.run<Rest>({ do: 'REST', seconds: Number(values.idle) });
    const idleRequests = (await count()) - beforeIdle;
    const [load, { core: loadCore }] = await Promise.all([
      brokers.run<LoadResult>({
        do: 'LOAD',
        busy: Number(values.busy),
        rate: Number(values.rate),
        seconds: Number(values.load),
      }),
      engine.run<Rest>({ do: 'REST', seconds: Number(values.load) }),
    ]);
    return {
      streams,
      freshMs,
      resumeMs,
      resumeRequests,
      base,
      idle,
      idleRequestsPerSecond: idleRequests / Number(values.idle),
      load,
      loadCore,
    };
  } finally {
    await engine.stop();
    await brokers.stop();
  }
}

function row(run: Run): string {
  const { streams, base, idle, load } = run;
  const each = (part: keyof Memory): string => ((idle.memory[part] - base[part]) / streams / 1024).toFixed(1);
  const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
  const cells = [
    streams,
    (run.freshMs / 1000).toFixed(1),
    (run.resumeMs / 1000).toFixed(1),
    (run.resumeRequests / streams).toFixed(1),
    megabytes(base.rss),
    megabytes(idle.memory.rss),
    each('heap'),
    each('rss'),
    (idle.core * 100).toFixed(1),
    idle.longestBlockMs.toFixed(0),
    run.idleRequestsPerSecond.toFixed(0),
    `${load.perSecond} (${(run.loadCore * 100).toFixed(0)} %)`,
    `${load.busy.p50} / ${load.busy.p99} / ${load.busy.max}`,
    `${load.quiet.p50} / ${load.quiet.p99} / ${load.quiet.max}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const HEAD = [
  'streams',
  'first start, s',
  'start, s',
  'requests per stream at start',
  'RSS of none, MB',
  'RSS, MB',
  'heap per stream, KB',
  'RSS per stream, KB',
  'CPU at idle, % of a core',
  'longest block, ms',
  'requests/s at idle',
  `msgs/s of ${values.busy} busy (CPU)`,
  'delay of busy p50 / p99 / max, ms',
  'of quiet, ms',
];

const programs = await bundlePrograms();
const runs: Run[] = [];
try {
  console.log(`| ${HEAD.join(' | ')} |\n|${' --- |'.repeat(HEAD.length)}`);
  for (const streams of values.streams.split(',').map(Number)) {
    const run = await measure(programs, streams);
    runs.push(run);
    console.log(row(run));
  }
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(runs, null, 2));
} finally {
  await programs.remove();
}
