/**
 * Usage: node bench/scale/real.ts [--topics 250] [--queues 8] [--busy 50] [--rate 500] [--settle 100] [--idle 60] [--load 20]
 *
 * What many quiet streams cost a worker as it ships, and its PostgreSQL: real brokers, API, worker. Needs `npm run build`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq } from '@slipstream/stack';
import pg from 'pg';
import { Deployment } from '../../e2e/support/deployment.ts';
import { createTopic } from '../../e2e/support/load.ts';
import { SteadyLoad } from '../../e2e/support/steady-load.ts';
import { untilState } from '../../e2e/support/tasks.ts';

const { values } = parseArgs({
  options: {
    topics: { type: 'string', default: '250' },
    queues: { type: 'string', default: '8' },
    busy: { type: 'string', default: '50' },
    rate: { type: 'string', default: '500' },
    settle: { type: 'string', default: '100' },
    idle: { type: 'string', default: '60' },
    load: { type: 'string', default: '20' },
  },
});
/** Queues of a busy topic. */
const BUSY_QUEUES = 10;
/** Of the clock that processes' times are counted in. */
const TICKS_PER_SECOND = 100;
const ROWS = `SELECT relname AS table, n_tup_ins::int AS inserted, n_tup_upd::int AS updated, n_tup_del::int AS deleted
  FROM pg_stat_user_tables`;
const TRANSACTIONS = `SELECT xact_commit::int AS commits FROM pg_stat_database WHERE datname = current_database()`;

interface Used {
  cpuSeconds: number;
  rssMb: number;
}

/** What a process and its children have used. */
function usedBy(root: number): Used {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(fieldsOf(Number(name))[1]));
    } catch {
      // It has ended.
    }
  }
  const isOurs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isOurs(parents.get(pid) ?? 0));
  const used = { cpuSeconds: 0, rssMb: 0 };
  for (const pid of parents.keys()) {
    if (!isOurs(pid)) continue;
    const fields = fieldsOf(pid);
    // Its own, and that of children that have ended.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    used.cpuSeconds += ticks / TICKS_PER_SECOND;
    used.rssMb += (Number(fields[21]) * 4096) / 1024 / 1024;
  }
  return used;
}

/** Fields of `/proc/<pid>/stat` from the state on. */
function fieldsOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

const [source, target] = await Promise.all([
  startRocketmq({ version: '5.5.0', name: 'many-source' }),
  startRocketmq({ version: '5.5.0', name: 'many-target' }),
]);
const deployment = await Deployment.start({ workers: 1 });
const clients = [source, target].map(({ nameServer }) => new RocketmqClient({ nameServers: [nameServer] }));
const database = new pg.Client({
  connectionString: readFileSync(join(deployment.dataDir, 'run', 'database.url'), 'utf8').trim(),
});
try {
  await database.connect();
  const { api } = deployment;
  const worker = deployment.pid('worker-1');
  const postgres = deployment.pid('postgres');
  const quiet = Array.from({ length: Number(values.topics) }, (_, index) => `quiet-${index}`);
  const busy = Array.from(
    { length: Math.ceil(Number(values.busy) / BUSY_QUEUES) },
    (_, index) => `busy-${index}`,
  );
  for (const client of clients) {
    for (const topic of quiet) await createTopic(client, topic, Number(values.queues));
    for (const topic of busy) await createTopic(client, topic, BUSY_QUEUES);
  }
  const streams = quiet.length * Number(values.queues) + busy.length * BUSY_QUEUES;

  const counts = async (): Promise<Map<string, number>> => {
    const rows = await database.query<{ table: string; inserted: number; updated: number; deleted: number }>(
      ROWS,
    );
    const {
      rows: [row],
    } = await database.query<{ commits: number }>(TRANSACTIONS);
    const counted = rows.rows.map(
      ({ table, inserted, updated, deleted }) => [table, inserted + updated + deleted] as const,
    );
    return new Map([...counted, ['transactions', row?.commits ?? 0]]);
  };
  /** What a phase costs per second. */
  const measure = async (what: string, seconds: number): Promise<void> => {
    const [before, workerBefore, postgresBefore] = [await counts(), usedBy(worker), usedBy(postgres)];
    await sleep(seconds * 1_000);
    const [after, workerAfter, postgresAfter] = [await counts(), usedBy(worker), usedBy(postgres)];
    const core = (a: Used, b: Used): string =>
      `${(((b.cpuSeconds - a.cpuSeconds) / seconds) * 100).toFixed(1)} %`;
    console.log(`\n${what}, ${seconds} s:`);
    console.log(
      `  worker ${core(workerBefore, workerAfter)} of a core, RSS ${workerAfter.rssMb.toFixed(0)} MB`,
    );
    console.log(`  PostgreSQL ${core(postgresBefore, postgresAfter)} of a core`);
    for (const [name, count] of after) {
      const perSecond = (count - (before.get(name) ?? 0)) / seconds;
      if (perSecond > 0) console.log(`  ${name}: ${perSecond.toFixed(2)} per second`);
    }
  };

  await measure('a worker without a task', 10);
  const [sourceClusterId, targetClusterId] = [
    await api.registerCluster('many-source', source.nameServer),
    await api.registerCluster('many-target', target.nameServer),
  ];
  const routes = [...quiet, ...busy].map((topic) => ({
    sourceTopic: topic,
    targetTopic: topic,
    filter: { type: 'NONE' },
  }));
  const began = performance.now();
  const { id } = await api.createTask({
    name: 'many',
    level: 'TOPIC',
    sourceClusterId,
    targetClusterId,
    routes,
  });
  await untilState(api, id, 'RUNNING', 180_000);
  console.log(`${streams} streams run after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  // Holds grow with the time that nothing comes.
  await sleep(Number(values.settle) * 1_000);
  await measure(`${streams} quiet streams`, Number(values.idle));
  const [sourceClient] = clients;
  if (sourceClient === undefined) throw new Error('no client');
  const load = await SteadyLoad.start(sourceClient, 'many-source-a', {
    topics: busy,
    queues: BUSY_QUEUES,
    rate: Number(values.rate),
    bodyBytes: 1024,
  });
  await sleep(2_000);
  await measure(
    `${busy.length * BUSY_QUEUES} of them busy, ${values.rate} msg/s of 1 KiB`,
    Number(values.load),
  );
  await load.stop();
} finally {
  await database.end();
  await deployment.stop();
  await Promise.all(clients.map((client) => client.close()));
  await Promise.all([source.stop(), target.stop()]);
}
