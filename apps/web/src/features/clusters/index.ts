import { lazy } from 'react';

/** Door of the feature: what others may use of it. */
export const ClusterDrawer = lazy(async () => ({
  default: (await import('./cluster-drawer.js')).ClusterDrawer,
}));
export { useClusterHealth, useClusters, useClusterTopics } from './clusters-api.js';
export { FenceText } from './fence-text.js';
export { CLUSTER_HEALTH_LOOK } from './health-look.js';
export type { Cluster, ClusterHealthEntry, ClusterTopic } from './clusters-api.js';
