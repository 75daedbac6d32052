import { beforeEach, describe, expect, it } from 'vitest';
import { LeaseRepository } from '../lease/lease-repository.js';
import { queryRows } from '../sql.js';
import { useDatabase } from '../testing/use-database.js';
import { FenceRepository } from './fence-repository.js';

const database = useDatabase();
let fences: FenceRepository;
let clusterId: string;
let workerId: string;

beforeEach(async () => {
  fences = new FenceRepository(database.dataSource);
  clusterId = (await database.given.cluster()).id;
  workerId = await database.given.worker();
});

const add = (username: string | null, broker = 'b'): Promise<void> =>
  fences.addChannel({ workerId, clusterId, broker, username });

describe('users of a worker at a broker (R-01)', () => {
  it('are known when each of its connections there had one of its own', async () => {
    await add('u1');
    await add('u2');
    await add('elsewhere', 'c');
    expect(await fences.usersOf(workerId, clusterId, 'b')).toEqual(['u1', 'u2']);
  });

  it('are those that may still send: what was removed needs no fence', async () => {
    await add('u1');
    await fences.markRemoved('u1');
    expect(await fences.usersOf(workerId, clusterId, 'b')).toEqual([]);
  });

  it('prove nothing when no connection is known, or when one of them had none', async () => {
    expect(await fences.usersOf(workerId, clusterId, 'b')).toBeNull();
    await add('u1');
    await add(null);
    expect(await fences.usersOf(workerId, clusterId, 'b')).toBeNull();
  });
});

describe('users that are left over', () => {
  it('are those of workers that have ended and that nobody is going to fence', async () => {
    await add('u1');
    expect(await fences.leftovers(clusterId, 'b')).toEqual([]);
    await new LeaseRepository(database.dataSource).stopWorker(workerId);
    expect(await fences.leftovers(clusterId, 'b')).toEqual(['u1']);
    expect(await fences.leftovers(clusterId, 'c')).toEqual([]);
    await database.given.task();
    await queryRows(database.dataSource, `UPDATE shard SET predecessors = $1 RETURNING id`, [[workerId]]);
    expect(await fences.leftovers(clusterId, 'b')).toEqual([]);
  });

  it('keep their worker from being forgotten until they are removed', async () => {
    await add('u1');
    await queryRows(
      database.dataSource,
      `UPDATE worker SET stopped_at = clock_timestamp() - interval '2 days' WHERE id = $1 RETURNING id`,
      [workerId],
    );
    const leases = new LeaseRepository(database.dataSource);
    await leases.forgetDeadWorkers();
    expect(await fences.leftovers(clusterId, 'b')).toEqual(['u1']);
    await fences.markRemoved('u1');
    await leases.forgetDeadWorkers();
    expect(await queryRows(database.dataSource, 'SELECT id FROM worker')).toEqual([]);
  });
});

describe('the fence of a broker', () => {
  it('is what was found last', async () => {
    const found = { clusterId, broker: 'b', method: 'CREDENTIAL', ground: 'USERS_MANAGED' } as const;
    await fences.choose(found);
    await fences.choose(found);
    expect(await fences.list(clusterId)).toEqual([found]);
    const worse = { ...found, method: 'CHANNEL_GONE', ground: 'MAY_NOT_MANAGE_USERS' } as const;
    await fences.choose(worse);
    expect(await fences.list()).toEqual([worse]);
  });
});
