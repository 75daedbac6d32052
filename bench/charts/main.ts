/**
 * Usage: npm run bench:charts [-- --tasks 1000 --repeat 15 --data FOLDER --explain --scans]
 *
 * Times the hot queries of the control plane on a PostgreSQL that is filled as installations are: samples of 5 s of a day and
 * roll-ups of 7 days of all tasks, checkpoints, events; without fsync. `--data` keeps the filled database for the next run. `--explain`
 * prints the plans, `--scans` which tables they scan and how many rows they look at. Build first.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDataSource, runMigrations, SampleHousekeeping } from '@slipstream/database';
import { startPostgres } from '@slipstream/stack';
import { catchUp, fill } from './fill.ts';
import { explain, scansOf, statementsOf } from './plan.ts';
import { hotQueries, type HotQuery } from './queries.ts';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '1000' },
    repeat: { type: 'string', default: '15' },
    data: { type: 'string' },
    explain: { type: 'boolean', default: false },
    scans: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    'fill-only': { type: 'boolean', default: false },
  },
});

const size = { tasks: Number(values.tasks), rawHours: 24, days: 7, streamsPerTask: 8 };

async function time({ prepare, run }: HotQuery): Promise<number[]> {
  const times: number[] = [];
  for (let repetition = 0; repetition <= Number(values.repeat); repetition++) {
    await prepare?.();
    const began = performance.now();
    await run();
    // The first one warms up the connection.
    if (repetition > 0) times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b);
}

const folder = values.data ?? mkdtempSync(join(tmpdir(), 'slipstream-charts-'));
if (values.data === undefined) chmodSync(folder, 0o755);
const filled = join(folder, 'filled');
const server = await startPostgres({ dataDir: join(folder, 'data'), fsync: false });
const dataSource = await createDataSource(server.url).initialize();
try {
  // A database that was kept may be older than what is built.
  await runMigrations(dataSource);
  if (!existsSync(filled)) {
    const began = performance.now();
    await fill(dataSource, size);
    writeFileSync(filled, '');
    console.log(`filled in ${Math.round((performance.now() - began) / 1_000)} s`);
  }
  if (!values['fill-only']) {
    const tables: { name: string; rows: number; bytes: number }[] = await dataSource.query(
      `SELECT p.relname AS name, sum(c.reltuples)::bigint AS rows, sum(pg_total_relation_size(c.oid))::bigint AS bytes
       FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
       WHERE p.relkind = 'p' GROUP BY p.relname ORDER BY p.relname`,
    );
    for (const { name, rows, bytes } of tables)
      console.log(`${name}: ${rows} rows, ${(bytes / 1e9).toFixed(2)} GB`);
    await catchUp(dataSource);
    // Until all that passed meanwhile is rolled up.
    for (let i = 0; i < 20; i++) await new SampleHousekeeping(dataSource).run();
    console.log('| query | min | median | max |\n| --- | --: | --: | --: |');
    for (const query of (await hotQueries(dataSource)).filter(({ name }) => name.includes(values.only))) {
      const times = await time(query);
      const [min, median, max] = [0, Math.floor(times.length / 2), times.length - 1].map((i) =>
        (times[i] ?? Number.NaN).toFixed(1),
      );
      console.log(`| ${query.name} | ${min} | ${median} | ${max} |`);
      if (!values.explain && !values.scans) continue;
      await query.prepare?.();
      for (const statement of await statementsOf(dataSource, query.run)) {
        if (values.scans) for (const scan of await scansOf(dataSource, statement)) console.log(`    ${scan}`);
        if (values.explain) console.log(await explain(dataSource, statement));
      }
    }
  }
} finally {
  await dataSource.destroy();
  await server.stop();
  if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
}
