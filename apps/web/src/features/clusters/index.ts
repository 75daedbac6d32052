/** Door of the feature: what others may use of it. */
export { useClusters, useClusterTopics } from './clusters-api.js';
export { FenceText } from './fence-text.js';
export type { Cluster, ClusterTopic } from './clusters-api.js';
