import { lazy } from 'react';

/** Door of the feature: what others may use of it. */
export const ClusterDrawer = lazy(async () => ({
  default: (await import('./cluster-drawer.js')).ClusterDrawer,
}));
export { clustersQuery, useClusters, useClusterTopics } from './clusters-api.js';
export { FenceText } from './fence-text.js';
export { useClusterName } from './use-cluster-name.js';
export type { Cluster, ClusterTopic } from './clusters-api.js';
