/** Door of the feature: what others may use of it. */
export { ClusterPair } from './cluster-pair.js';
export { useTasks } from './tasks-api.js';
