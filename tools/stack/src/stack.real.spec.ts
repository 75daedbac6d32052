import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from './paths.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { startRocketmq } from './rocketmq/start-rocketmq.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipstream-stack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  const dataDir = join(folder, 'postgres');

  it('keeps its data over a stop, and over kill -9 with connections open', async () => {
    const first = await startPostgres({ dataDir });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();

    const second = await startPostgres({ dataDir });
    const open = new pg.Client({ connectionString: second.url });
    open.on('error', () => undefined);
    await open.connect();
    await ask(second.url, 'INSERT INTO kept VALUES (2)');
    process.kill(second.pid, 'SIGKILL');
    await second.exited;

    const third = await startPostgres({ dataDir, port: second.port });
    expect(await ask(third.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
    await third.stop();
    await open.end().catch(() => undefined);
  });

  it('says what the server said when it cannot start', async () => {
    const running = await startPostgres({ dataDir, port: undefined });
    const rival = startPostgres({ dataDir: join(folder, 'rival'), port: running.port, fsync: false });
    await expect(rival).rejects.toThrow(/Address already in use/);
    await running.stop();
  });
});

describe.each(['4.9.7', '5.5.0'] as const)('RocketMQ %s', (version) => {
  it('takes messages, and keeps them over kill -9 of the broker', async () => {
    const cluster = await startRocketmq({ version, name: 'spec' });
    try {
      await cluster.mqadmin(['updateTopic', '-c', 'spec', '-t', 'things', '-r', '4', '-w', '4']);
      expect(await cluster.mqadmin(['sendMessage', '-t', 'things', '-p', 'hello'])).toContain('SEND_OK');
      const java = (name: string): string => join(repositoryRoot, 'tools/stack/java', name);
      const produced = await cluster.java(java('Produce.java'), [
        cluster.nameServer,
        'things',
        '200',
        '0',
        '64',
        '4',
        '0',
      ]).done;
      expect(produced).toMatchObject({ code: 0, stdout: expect.stringContaining('"sent":200') });
      await cluster.killBroker(0);
      await cluster.restartBroker(0);
      const consumed = await cluster.java(java('Consume.java'), [
        cluster.nameServer,
        'things',
        'readers',
        '201',
        '60',
      ]).done;
      expect(consumed.stdout).toContain('"received":201');
    } finally {
      await cluster.stop();
    }
  });
});
