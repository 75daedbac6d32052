import { randomUUID } from 'node:crypto';
import { checkLine, type SealedCheck } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { NotificationListener } from '../notify/listener.js';
import { useDatabase } from '../testing/use-database.js';
import { CheckRepository } from './check-repository.js';
import { recordCheck } from './record-check.js';

const database = useDatabase();
const checks = () => new CheckRepository(database.dataSource);
const input: SealedCheck = {
  kind: 'CLUSTER',
  known: [],
  cluster: { name: 'c', nameServers: ['a:1'], addressMap: [], accessKey: 'ak', secretKeyCipher: 'v1.sealed' },
};
const scene = { place: 'CLUSTER', cluster: 'c' } as const;
const line = checkLine(scene, 'TOPICS_COUNTED', { values: { topics: 1, queues: 4, systemTopics: 9 } });

async function waiting(): Promise<string> {
  const id = randomUUID();
  await checks().create(id, input);
  return id;
}

/** The stored input, as text. */
async function stored(id: string): Promise<string> {
  const rows: unknown = await database.dataSource.query(`SELECT input FROM check_run WHERE id = $1`, [id]);
  return JSON.stringify(rows);
}

async function age(id: string, seconds: number): Promise<void> {
  await database.dataSource.query(
    `UPDATE check_run SET created_at = created_at - $2 * interval '1 second', started_at = started_at - $2 * interval '1 second'
     WHERE id = $1`,
    [id, seconds],
  );
}

describe('pre-checks (C-04)', () => {
  it('wait, are taken by a worker, and end with their lines and without their secrets', async () => {
    const id = await waiting();
    expect(await checks().get(id)).toMatchObject({ state: 'WAITING', lines: [], by: null });
    const worker = await database.given.worker();
    const claimed = await checks().claim(worker);
    expect(claimed).toEqual({ id, attempt: 1, input });
    expect(await checks().get(id)).toMatchObject({
      state: 'RUNNING',
      by: { kind: 'WORKER', name: expect.stringContaining('worker-'), host: 'localhost' },
    });
    if (claimed === undefined) return;
    expect(await checks().save(claimed, [line], false)).toBe(true);
    expect((await checks().get(id))?.lines).toEqual([line]);
    expect(await stored(id)).toContain('v1.sealed');
    await checks().save(claimed, [line], true);
    expect(await checks().get(id)).toMatchObject({ state: 'DONE', finishedAt: expect.any(Date) });
    expect(await stored(id)).not.toContain('v1.sealed');
  });

  it('wake workers at once', async () => {
    const told = Promise.withResolvers<string>();
    const listening = Promise.withResolvers<void>();
    const listener = new NotificationListener(database.url, {
      onNotification: ({ kind, id }) => (kind === 'check' ? told.resolve(id) : undefined),
      onReconnect: () => listening.resolve(),
    });
    listener.start();
    await listening.promise;
    const id = await waiting();
    expect(await told.promise).toBe(id);
    await listener.close();
  });

  it('go to one worker each, the oldest first', async () => {
    const ids = [await waiting(), await waiting(), await waiting()];
    const workers = await Promise.all([1, 2, 3].map(() => database.given.worker()));
    const claimed = await Promise.all(workers.map((worker) => checks().claim(worker)));
    expect(new Set(claimed.map((check) => check?.id))).toEqual(new Set(ids));
    expect(await checks().claim(workers[0] ?? '')).toBeUndefined();
  });

  it('are not taken by a worker whose lease is over', async () => {
    await waiting();
    const worker = await database.given.worker();
    await database.given.expire(worker);
    expect(await checks().claim(worker)).toBeUndefined();
  });

  it('of a worker that died are taken again, and what it still writes is refused', async () => {
    const id = await waiting();
    const dead = await database.given.worker();
    const first = await checks().claim(dead);
    const alive = await database.given.worker();
    expect(await checks().claim(alive)).toBeUndefined();
    await database.given.expire(dead);
    expect(await checks().claim(alive)).toMatchObject({ id, attempt: 2 });
    expect(first && (await checks().save(first, [line], true))).toBe(false);
  });

  it('that end every worker are not tried for ever, and end with a line that says so', async () => {
    const id = await waiting();
    for (const _ of [1, 2]) {
      const worker = await database.given.worker();
      await checks().claim(worker);
      await database.given.expire(worker);
    }
    expect(await checks().claim(await database.given.worker())).toBeUndefined();
    const end = checkLine(scene, 'BROKE_OFF');
    await checks().endLost(id, end);
    expect(await checks().get(id)).toMatchObject({ state: 'DONE', lines: [end] });
    expect(await stored(id)).not.toContain('v1.sealed');
  });

  it('are left to workers by the API as long as one is alive and takes them soon', async () => {
    const id = await waiting();
    await database.given.worker();
    expect(await checks().claimForApi(id, 'here', 8_000)).toBeUndefined();
    await age(id, 9);
    expect(await checks().claimForApi(id, 'here', 8_000)).toMatchObject({ id, attempt: 1 });
    expect(await checks().get(id)).toMatchObject({ by: { kind: 'API', name: 'here' } });
  });

  it('are taken by the API at once when no worker is alive', async () => {
    const id = await waiting();
    expect(await checks().claimForApi(id, 'here', 8_000)).toMatchObject({ id });
    // An API that ended over it leaves it to the next, not before its time is up.
    expect(await checks().claimForApi(id, 'there', 8_000)).toBeUndefined();
    await age(id, 61);
    expect(await checks().claimForApi(id, 'there', 8_000)).toMatchObject({ id, attempt: 2 });
  });

  it('are dropped after an hour', async () => {
    const [old, fresh] = [await waiting(), await waiting()];
    await age(old, 3_601);
    await checks().deleteOld();
    expect(await checks().get(old)).toBeUndefined();
    expect(await checks().get(fresh)).toBeDefined();
  });
});

describe('recording a pre-check', () => {
  it('shows lines while they come, and ends with all of them', async () => {
    const id = await waiting();
    const claimed = await checks().claim(await database.given.worker());
    if (claimed === undefined) throw new Error('nothing to take');
    const go = Promise.withResolvers<void>();
    const recorded = recordCheck(checks(), claimed, async (tell) => {
      tell([line]);
      await go.promise;
      tell([line]);
    });
    await expect.poll(async () => (await checks().get(id))?.lines).toEqual([line]);
    go.resolve();
    await recorded;
    expect(await checks().get(id)).toMatchObject({ state: 'DONE', lines: [line, line] });
  });

  it('that breaks off says so', async () => {
    const id = await waiting();
    const claimed = await checks().claim(await database.given.worker());
    if (claimed === undefined) throw new Error('nothing to take');
    const broken = recordCheck(checks(), claimed, async () => {
      throw new Error('bug');
    });
    await expect(broken).rejects.toThrow('bug');
    expect(await checks().get(id)).toMatchObject({ state: 'DONE', lines: [{ finding: 'BROKE_OFF' }] });
  });
});
