/** Names of the constraints that a write of a user can run into, as PostgreSQL reports them. */
export const CONSTRAINTS = {
  usernameTaken: 'app_user_username_key',
  clusterNameTaken: 'cluster_name_key',
  clusterIdTaken: 'cluster_cluster_id_key',
  taskNameTaken: 'task_name_key',
  sourceClusterMissing: 'task_source_cluster_id_fkey',
  targetClusterMissing: 'task_target_cluster_id_fkey',
} as const;
