import { describe, expect, it } from 'vitest';
import { useDatabase } from '../testing/use-database.js';
import { LeaseRepository } from './lease-repository.js';
import { WorkerRepository } from './live-workers.js';

const database = useDatabase();

describe('W-01: workers that live', () => {
  it('are those whose lease is running, with what they hold', async () => {
    await database.given.task();
    const alive = await database.given.worker();
    const over = await database.given.worker();
    await new LeaseRepository(database.dataSource).claim(alive);
    await database.given.expire(over);
    const workers = await new WorkerRepository(database.dataSource).listAlive();
    expect(workers).toMatchObject([{ id: alive, host: 'localhost', pid: 1, draining: false }]);
    expect(workers[0]?.shards).toBeGreaterThan(0);
    expect(Math.abs((workers[0]?.startedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('are none before one has started', async () =>
    expect(await new WorkerRepository(database.dataSource).listAlive()).toEqual([]));
});
