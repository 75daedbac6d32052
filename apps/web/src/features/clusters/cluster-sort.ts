import { CLUSTER_HEALTHS } from '@slipstream/shared';
import type { Cluster } from './clusters-api.js';
import type { ClusterHealthEntry } from './looks-api.js';

/** A cluster with its health; null before the first answer. */
export interface ClusterRow {
  cluster: Cluster;
  health: ClusterHealthEntry | null;
}

/** What the list can be sorted by. */
export const CLUSTER_SORTS = ['name', 'health', 'brokers', 'topics', 'tasks'] as const;
export type ClusterSort = (typeof CLUSTER_SORTS)[number];

/** Compares two rows by one of {@link CLUSTER_SORTS}, ascending; what is unknown comes first. By name where they are equal. */
export function compareClusters(sort: ClusterSort, a: ClusterRow, b: ClusterRow, language: string): number {
  const byName = a.cluster.name.localeCompare(b.cluster.name, language);
  if (sort === 'name') return byName;
  const figure = ({ cluster, health }: ClusterRow): number => {
    switch (sort) {
      case 'health':
        return health === null ? -1 : HEALTHS.indexOf(health.health);
      case 'brokers':
        return health?.brokersTotal ?? -1;
      case 'topics':
        return health?.topics ?? -1;
      case 'tasks':
        return cluster.taskCount;
    }
  };
  return figure(a) - figure(b) || byName;
}

const HEALTHS: readonly string[] = CLUSTER_HEALTHS;

/** The rows whose name, id, Name Servers or versions contain the text. */
export function searchClusters(rows: readonly ClusterRow[], text: string): ClusterRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(({ cluster, health }) =>
    [cluster.name, cluster.clusterId, cluster.nameServers, ...(health?.versions ?? [])].some((part) =>
      part.toLowerCase().includes(wanted),
    ),
  );
}
