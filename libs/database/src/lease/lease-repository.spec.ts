import { beforeEach, describe, expect, it } from 'vitest';
import { makeReason } from '@slipstream/shared';
import { queryRows } from '../sql.js';
import { TaskRepository } from '../task/task-repository.js';
import { countStatements } from '../testing/count-statements.js';
import { useDatabase } from '../testing/use-database.js';
import type { ClaimedShard } from './lease-records.js';
import { LeaseRepository } from './lease-repository.js';
import { LEASE_MS } from './lease-timing.js';

const database = useDatabase();
let leases: LeaseRepository;
let tasks: TaskRepository;

beforeEach(() => {
  leases = new LeaseRepository(database.dataSource);
  tasks = new TaskRepository(database.dataSource);
});

/** How many shards each worker holds. */
async function holdings(workers: readonly string[]): Promise<number[]> {
  const owned = await Promise.all(workers.map((worker) => leases.owned(worker)));
  return owned.map((shards) => shards.length);
}

/** What a worker does at each tick: lets go what it is to let go, takes what it may take. */
async function tick(worker: string): Promise<number> {
  const go = (await leases.owned(worker)).filter((shard) => shard.surplus || !shard.wanted);
  for (const shard of go) await leases.release(shard.id, worker, shard.epoch, true);
  const claimed = await leases.claim(worker);
  return go.length + claimed.length;
}

/** Ticks all workers until nothing moves; the number of rounds that moved something. */
async function settle(workers: readonly string[]): Promise<number> {
  for (let round = 0; round < 10; round++) {
    const moved = await Promise.all(workers.map(tick));
    if (moved.every((count) => count === 0)) return round;
  }
  throw new Error('the workers do not settle');
}

describe('a claim', () => {
  it('takes the shards of running tasks, with a new epoch and no predecessor', async () => {
    const task = await database.given.task();
    const worker = await database.given.worker();
    const claimed = await leases.claim(worker);
    expect(claimed.map((shard) => shard.index)).toEqual([0, 1, 2, 3]);
    for (const shard of claimed) {
      expect(shard).toMatchObject({ taskId: task.id, epoch: 1, generation: 1, predecessors: [] });
    }
    expect(await leases.owned(worker)).toHaveLength(4);
  });

  it('knows a shard that is handed over from one whose task begins (R-06)', async () => {
    const task = await database.given.task();
    const [first, second] = [await database.given.worker(), await database.given.worker()];
    const handedOver = (shards: readonly ClaimedShard[]): boolean[] =>
      shards.map((shard) => shard.handedOver);
    await leases.drain(second);
    const begun = await leases.claim(first);
    expect(handedOver(begun)).toEqual([false, false, false, false]);
    await leases.drain(first);
    for (const shard of begun) await leases.release(shard.id, first, shard.epoch, true);
    const third = await database.given.worker();
    const taken = await leases.claim(third);
    expect(handedOver(taken)).toEqual([true, true, true, true]);
    await tasks.stop(task.id);
    for (const shard of taken) await leases.release(shard.id, third, shard.epoch, true);
    await tasks.start(task.id);
    expect(handedOver(await leases.claim(third))).toEqual([false, false, false, false]);
  });

  it('leaves stopped tasks and tasks that are being deleted alone', async () => {
    const stopped = await database.given.task();
    await tasks.stop(stopped.id);
    const deleting = await database.given.task();
    await queryRows(database.dataSource, `UPDATE task SET deleting = true WHERE id = $1`, [deleting.id]);
    expect(await leases.claim(await database.given.worker())).toEqual([]);
  });

  it('gives nothing to a worker whose lease is over, or that nobody knows', async () => {
    await database.given.task();
    const worker = await database.given.worker();
    await database.given.expire(worker);
    expect(await leases.claim(worker)).toEqual([]);
    expect(await leases.claim('00000000-0000-4000-8000-000000000000')).toEqual([]);
  });

  it('never gives one shard to two workers, however many ask at once (R-01)', async () => {
    for (let i = 0; i < 10; i++) await database.given.task({ direction: 'TWO_WAY' });
    const workers = await Promise.all(Array.from({ length: 6 }, () => database.given.worker()));
    const rounds: ClaimedShard[][] = [];
    for (let round = 0; round < 4; round++) {
      rounds.push(...(await Promise.all(workers.map((worker) => leases.claim(worker)))));
    }
    const ids = rounds.flat().map((shard) => shard.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(80);
    expect((await holdings(workers)).toSorted((a, b) => a - b)).toEqual([13, 13, 13, 13, 14, 14]);
  });

  it('skips a task that a user is changing at this moment', async () => {
    const task = await database.given.task();
    const worker = await database.given.worker();
    await database.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM task WHERE id = $1 FOR UPDATE', [task.id]);
      expect(await leases.claim(worker)).toEqual([]);
    });
    expect(await leases.claim(worker)).toHaveLength(4);
  });
});

describe('the shards of each task are the work of many workers (R-06)', () => {
  /** Number of shards of each task that each worker holds. */
  async function spread(taskIds: readonly string[], workers: readonly string[]): Promise<number[][]> {
    const owned = await Promise.all(workers.map((worker) => leases.owned(worker)));
    return taskIds.map((id) => owned.map((shards) => shards.filter(({ taskId }) => taskId === id).length));
  }

  it('a worker that joins gets as many of each task, at first and after another has died', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await database.given.task()).id);
    const even = ids.map(() => [2, 2]);
    const first = await database.given.worker();
    await settle([first]);
    const second = await database.given.worker();
    await settle([first, second]);
    expect(await spread(ids, [first, second])).toEqual(even);
    await database.given.expire(second);
    await settle([first]);
    const third = await database.given.worker();
    await settle([first, third]);
    expect(await spread(ids, [first, third])).toEqual(even);
  });

  it('a worker takes free shards of the task of which it holds least', async () => {
    const shared = await database.given.task();
    const [first, leaving] = [await database.given.worker(), await database.given.worker()];
    await settle([first, leaving]);
    await leases.drain(leaving);
    for (const shard of await leases.owned(leaving))
      await leases.release(shard.id, leaving, shard.epoch, true);
    const fresh = await database.given.task();
    const heir = await database.given.worker();
    await leases.claim(first);
    await leases.claim(heir);
    expect(await spread([shared.id, fresh.id], [first, heir])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });
});

describe('the cost of leases (design.md, control plane)', () => {
  it('does not grow with the shards: a renewal is one statement, a look at the leases a handful', async () => {
    const worker = await database.given.worker();
    const cost = (): Promise<number[]> =>
      Promise.all([countStatements(database.dataSource, () => leases.renew(worker, LEASE_MS))]).then(
        async ([renew]) => [
          renew ?? 0,
          await countStatements(database.dataSource, () => leases.owned(worker)),
          await countStatements(database.dataSource, () => leases.claim(worker)),
        ],
      );
    const idle = await cost();
    for (let i = 0; i < 10; i++) await database.given.task();
    await leases.claim(worker);
    expect(await leases.owned(worker)).toHaveLength(40);
    expect(await cost()).toEqual(idle);
    expect(idle).toEqual([1, 2, 4]);
  });
});

describe('a lease', () => {
  it('goes on when it is renewed in time', async () => {
    const worker = await database.given.worker(60_000);
    expect(await leases.renew(worker, LEASE_MS)).toBe(true);
    const [row] = await queryRows<{ ms: number }>(
      database.dataSource,
      `SELECT extract(epoch FROM lease_until - clock_timestamp())::float8 * 1000 AS ms FROM worker WHERE id = $1`,
      [worker],
    );
    expect(row?.ms).toBeGreaterThan(LEASE_MS - 2_000);
    expect(row?.ms).toBeLessThanOrEqual(LEASE_MS);
  });

  it('is over for good once it has run out', async () => {
    const worker = await database.given.worker();
    await database.given.expire(worker);
    expect(await leases.renew(worker, LEASE_MS)).toBe(false);
    expect(await leases.renew(worker, LEASE_MS)).toBe(false);
    expect(await leases.liveWorkers()).toBe(0);
  });

  it('stays over even when the clock is set back after another worker has acted on it', async () => {
    const dead = await database.given.worker();
    await database.given.expire(dead);
    await leases.claim(await database.given.worker());
    await queryRows(
      database.dataSource,
      `UPDATE worker SET lease_until = clock_timestamp() + interval '1 hour' WHERE id = $1`,
      [dead],
    );
    expect(await leases.renew(dead, LEASE_MS)).toBe(false);
  });

  it('is not taken from a worker whose renewal is under way', async () => {
    await database.given.task();
    const [first, second] = [await database.given.worker(), await database.given.worker()];
    await leases.drain(second);
    await leases.claim(first);
    await database.given.expire(first);
    await database.dataSource.transaction(async (manager) => {
      await manager.query(
        `UPDATE worker SET lease_until = clock_timestamp() + interval '9 s' WHERE id = $1`,
        [first],
      );
      await leases.claim(second);
    });
    expect(await leases.owned(first)).toHaveLength(4);
    expect(await leases.renew(first, LEASE_MS)).toBe(true);
  });

  it('that is over frees its shards at once, with the dead worker as predecessor (R-06)', async () => {
    await database.given.task();
    const dead = await database.given.worker();
    await leases.claim(dead);
    const heir = await database.given.worker();
    expect(await leases.claim(heir)).toEqual([]);
    await database.given.expire(dead);
    const taken = await leases.claim(heir);
    expect(taken).toHaveLength(4);
    for (const shard of taken) {
      expect(shard.epoch).toBe(2);
      expect(shard.predecessors).toEqual([
        { id: dead, name: expect.any(String), producerGroup: `PG_${dead}` },
      ]);
    }
    expect(await leases.owned(dead)).toEqual([]);
  });

  it('that ends with shards unreleased leaves a predecessor, as a crash does', async () => {
    await database.given.task();
    const gone = await database.given.worker();
    await leases.claim(gone);
    await leases.stopWorker(gone);
    const [shard] = await leases.claim(await database.given.worker());
    expect(shard?.predecessors.map((worker) => worker.id)).toEqual([gone]);
  });
});

describe('a predecessor', () => {
  async function crashed(): Promise<string> {
    const worker = await database.given.worker();
    await leases.claim(worker);
    await database.given.expire(worker);
    return worker;
  }

  it('is not left by a clean release', async () => {
    await database.given.task();
    const worker = await database.given.worker();
    for (const shard of await leases.claim(worker)) await leases.release(shard.id, worker, shard.epoch, true);
    await leases.stopWorker(worker);
    const claimed = await leases.claim(await database.given.worker());
    expect(claimed.map((shard) => shard.predecessors)).toEqual([[], [], [], []]);
  });

  it('is left by a release that is not clean', async () => {
    await database.given.task();
    const worker = await database.given.worker();
    for (const shard of await leases.claim(worker))
      await leases.release(shard.id, worker, shard.epoch, false);
    await leases.stopWorker(worker);
    const [shard] = await leases.claim(await database.given.worker());
    expect(shard?.predecessors.map((former) => former.id)).toEqual([worker]);
  });

  it('is forgotten once it is fenced', async () => {
    await database.given.task();
    await crashed();
    const heir = await database.given.worker();
    const [shard] = await leases.claim(heir);
    if (shard === undefined) throw new Error('nothing claimed');
    await leases.clearPredecessors(shard.id, heir, shard.epoch - 1);
    expect(await leases.predecessors(shard.id)).toHaveLength(1);
    await leases.clearPredecessors(shard.id, heir, shard.epoch);
    expect(await leases.predecessors(shard.id)).toEqual([]);
  });

  it('that nobody has fenced stays through a second crash and through a clean release', async () => {
    await database.given.task();
    const first = await crashed();
    const second = await crashed();
    const third = await database.given.worker();
    const claimed = await leases.claim(third);
    expect(claimed[0]?.predecessors.map((worker) => worker.id)).toEqual([second, first]);
    for (const shard of claimed) await leases.release(shard.id, third, shard.epoch, true);
    const [again] = await leases.claim(third);
    expect(again?.predecessors.map((worker) => worker.id)).toEqual([second, first]);
  });

  it('keeps its row until no shard names it any more, and for a day', async () => {
    await database.given.task();
    const dead = await crashed();
    const heir = await database.given.worker();
    const claimed = await leases.claim(heir);
    await queryRows(
      database.dataSource,
      `UPDATE worker SET stopped_at = stopped_at - interval '2 days' WHERE id = $1`,
      [dead],
    );
    await leases.forgetDeadWorkers();
    expect((await leases.predecessors(claimed[0]?.id ?? '')).map((worker) => worker.id)).toEqual([dead]);
    for (const shard of claimed) await leases.clearPredecessors(shard.id, heir, shard.epoch);
    await leases.forgetDeadWorkers();
    expect(await queryRows(database.dataSource, `SELECT id FROM worker`)).toEqual([{ id: heir }]);
  });
});

describe('the fair share', () => {
  it('settles as workers join and leave: 1, then 4, then 2 (R-06)', async () => {
    for (let i = 0; i < 5; i++) await database.given.task();
    const workers = [await database.given.worker()];
    await settle(workers);
    expect(await holdings(workers)).toEqual([20]);

    for (let i = 0; i < 3; i++) workers.push(await database.given.worker());
    expect(await settle(workers)).toBeLessThanOrEqual(3);
    expect(await holdings(workers)).toEqual([5, 5, 5, 5]);

    const [dead, leaving, ...left] = workers;
    await database.given.expire(dead ?? '');
    await leases.drain(leaving ?? '');
    expect(await settle([leaving ?? '', ...left])).toBeLessThanOrEqual(3);
    expect(await holdings(left)).toEqual([10, 10]);
  });

  it('moves nothing any more once it is settled', async () => {
    for (let i = 0; i < 3; i++) await database.given.task();
    const workers = await Promise.all(Array.from({ length: 5 }, () => database.given.worker()));
    await settle(workers);
    expect((await holdings(workers)).toSorted((a, b) => a - b)).toEqual([2, 2, 2, 3, 3]);
    for (let round = 0; round < 5; round++) expect(await settle(workers)).toBe(0);
  });

  it('marks the same shards as surplus each time it is asked', async () => {
    await database.given.task();
    const first = await database.given.worker();
    await leases.claim(first);
    await database.given.worker();
    const surplus = async (): Promise<string[]> =>
      (await leases.owned(first)).filter((shard) => shard.surplus).map((shard) => shard.id);
    const once = await surplus();
    expect(once).toHaveLength(2);
    expect(await surplus()).toEqual(once);
  });

  it('counts only shards that are to run', async () => {
    const task = await database.given.task();
    await database.given.task();
    const worker = await database.given.worker();
    await leases.claim(worker);
    await tasks.stop(task.id);
    const owned = await leases.owned(worker);
    expect(owned.filter((shard) => !shard.wanted)).toHaveLength(4);
    expect(owned.filter((shard) => shard.surplus)).toEqual([]);
  });

  it('gives a worker that shuts down nothing, and its shards to the others as it releases them', async () => {
    await database.given.task();
    const leaving = await database.given.worker();
    await leases.claim(leaving);
    await leases.drain(leaving);
    const other = await database.given.worker();
    const owned = await leases.owned(leaving);
    expect(owned.every((shard) => shard.surplus)).toBe(true);
    for (const shard of owned) await leases.release(shard.id, leaving, shard.epoch, true);
    expect(await leases.claim(leaving)).toEqual([]);
    expect(await leases.claim(other)).toHaveLength(4);
  });
});

describe('a report', () => {
  it('shows in the status, and changes `since` only when something changes', async () => {
    const task = await database.given.task();
    const worker = await database.given.worker();
    const claimed = await leases.claim(worker);
    const reason = makeReason('NAME_SERVER_UNREACHABLE', 'CONNECT', { cluster: 'east' });
    const report = async (): Promise<void> => {
      for (const shard of claimed) {
        const status = { phase: 'START_FAILED', observedGeneration: 1, reason } as const;
        expect(await leases.report(shard.id, worker, shard.epoch, status)).toBe(true);
      }
    };
    await report();
    const once = await tasks.get(task.id);
    expect(once?.input.shards[0]).toMatchObject({ phase: 'START_FAILED', reason, observedGeneration: 1 });
    await report();
    expect(await tasks.get(task.id)).toEqual(once);
  });

  it('of a former owner counts for nothing', async () => {
    await database.given.task();
    const worker = await database.given.worker();
    const [shard] = await leases.claim(worker);
    const status = { phase: 'RUNNING', observedGeneration: 1, reason: null } as const;
    expect(await leases.report(shard?.id ?? '', worker, 0, status)).toBe(false);
    await leases.release(shard?.id ?? '', worker, 1, true);
    expect(await leases.report(shard?.id ?? '', worker, 1, status)).toBe(false);
  });
});

describe('a release', () => {
  it('of a former owner changes nothing', async () => {
    await database.given.task();
    const worker = await database.given.worker();
    const [shard] = await leases.claim(worker);
    await leases.release(shard?.id ?? '', worker, 7, true);
    expect(await leases.owned(worker)).toHaveLength(4);
  });
});
