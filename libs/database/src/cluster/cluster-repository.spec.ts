import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ClusterInUseError } from '../errors.js';
import { countStatements } from '../testing/count-statements.js';
import { useDatabase } from '../testing/use-database.js';
import { ClusterRepository, type ClusterFields } from './cluster-repository.js';

const database = useDatabase();
const FIELDS: ClusterFields = {
  name: 'east',
  clusterId: 'east-1',
  networkType: 'VPC',
  nameServers: '10.0.0.1:9876',
  addressMap: [{ from: '10.0.0.5:10911', to: '203.0.113.7:10911' }],
  aclEnabled: true,
  accessKey: 'ak',
  secretKeyCipher: 'v1.sealed',
};
let clusters: ClusterRepository;

beforeEach(() => {
  clusters = new ClusterRepository(database.dataSource);
});

describe('a cluster (C-01)', () => {
  it('is stored under the id it was sealed for', async () => {
    const id = randomUUID();
    expect(await clusters.create(id, FIELDS)).toMatchObject({ ...FIELDS, id, taskCount: 0 });
    expect(await clusters.get(id)).toMatchObject({ ...FIELDS, id });
    expect(await clusters.get(randomUUID())).toBeUndefined();
  });

  it('has a name and a clusterId of its own', async () => {
    await clusters.create(randomUUID(), FIELDS);
    await expect(clusters.create(randomUUID(), { ...FIELDS, clusterId: 'b' })).rejects.toThrow(
      'cluster_name_key',
    );
    await expect(clusters.create(randomUUID(), { ...FIELDS, name: 'b' })).rejects.toThrow(
      'cluster_cluster_id_key',
    );
  });

  it('is changed where it is asked to', async () => {
    const { id } = await clusters.create(randomUUID(), FIELDS);
    const changed = await clusters.update(id, { name: 'west', accessKey: null, secretKeyCipher: null });
    expect(changed).toMatchObject({ ...FIELDS, name: 'west', accessKey: null, secretKeyCipher: null });
    expect(await clusters.update(id, {})).toMatchObject({ name: 'west' });
    expect(await clusters.update(id, { addressMap: [] })).toMatchObject({ name: 'west', addressMap: [] });
    expect(await clusters.update(randomUUID(), { name: 'x' })).toBeUndefined();
  });

  it('that a task uses keeps its clusterId and is not deleted', async () => {
    const task = await database.given.task();
    const id = task.spec.sourceClusterId;
    expect((await clusters.get(id))?.taskCount).toBe(1);
    await expect(clusters.update(id, { clusterId: 'other' })).rejects.toThrow(ClusterInUseError);
    await expect(clusters.delete(id)).rejects.toMatchObject({ action: 'DELETE', taskCount: 1 });
    expect(
      await clusters.update(id, { name: 'renamed', clusterId: (await clusters.get(id))?.clusterId }),
    ).toBeDefined();
  });

  it('that no task uses is free', async () => {
    const { id } = await clusters.create(randomUUID(), FIELDS);
    expect(await clusters.update(id, { clusterId: 'other' })).toMatchObject({ clusterId: 'other' });
    expect(await clusters.delete(id)).toBe(true);
    expect(await clusters.delete(id)).toBe(false);
  });

  it('is listed by name, all in one statement', async () => {
    for (const name of ['c', 'a', 'b'])
      await clusters.create(randomUUID(), { ...FIELDS, name, clusterId: name });
    expect((await clusters.list()).map((cluster) => cluster.name)).toEqual(['a', 'b', 'c']);
    expect(await countStatements(database.dataSource, () => clusters.list())).toBe(1);
  });
});
