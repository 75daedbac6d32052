/** A door of its own for pages that show how clusters are: the first page that is loaded does not. */
export { CLUSTER_HEALTH_LOOK, healthWord, shownHealth, type ShownHealth } from './health-look.js';
export { useClusterHealth, type ClusterHealthEntry } from './looks-api.js';
