import { describe, expect, it } from 'vitest';
import { compareClusters, searchClusters, type ClusterRow, type ClusterSort } from './cluster-sort.js';

const row = (name: string, health: string, over: object = {}): ClusterRow =>
  ({
    cluster: { name, clusterId: `${name}-id`, nameServers: '10.0.0.1:9876', taskCount: name.length },
    health: { health, brokersTotal: null, topics: null, versions: ['4.9.7'], ...over },
  }) as unknown as ClusterRow;

const rows = [
  row('bb', 'HEALTHY', { topics: 5 }),
  row('a', 'UNAVAILABLE'),
  row('ccc', 'DEGRADED', { topics: 1, versions: ['5.5.0'] }),
];

describe('W-04: the list of clusters', () => {
  it.each<[ClusterSort, string]>([
    ['name', 'a bb ccc'],
    ['health', 'bb ccc a'],
    ['topics', 'a ccc bb'],
    ['tasks', 'a bb ccc'],
    ['brokers', 'a bb ccc'],
  ])('is sorted by %s', (sort, expected) =>
    expect(
      rows
        .toSorted((a, b) => compareClusters(sort, a, b, 'en'))
        .map(({ cluster }) => cluster.name)
        .join(' '),
    ).toBe(expected),
  );

  it.each([
    ['CC', 1],
    ['-id', 3],
    ['5.5', 1],
    ['10.0.0.1', 3],
    ['', 3],
    ['none', 0],
  ])('is searched for %j', (text, count) => expect(searchClusters(rows, text)).toHaveLength(count));
});
