import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Started tasks that an edit of a cluster concerns. */
export interface ConcernedTasks {
  /** Failed before, trying again now. */
  retried: { id: string; name: string }[];
  /** Not failed: they use the edit from their next start on. */
  running: { id: string; name: string }[];
}

/** What an edit of a cluster means for its tasks, in the database. */
@Injectable()
export class ClusterTasksStore {
  /** Makes the failed tasks of a cluster try again, by a new generation; the others are only named. */
  async retryFailed(clusterId: string, manager: EntityManager): Promise<ConcernedTasks> {
    const started: { id: string; name: string; failed: boolean }[] = await manager.query(
      `SELECT t.id, t.name, EXISTS (
                SELECT 1 FROM flow f JOIN shard s ON s.flow_id = f.id
                WHERE f.task_id = t.id AND s.observed_generation = t.generation AND s.phase IN ('START_FAILED', 'FAILED')) AS failed
       FROM task t
       WHERE (t.source_cluster_id = $1 OR t.target_cluster_id = $1) AND t.wanted = 'RUNNING' AND NOT t.deleting
       ORDER BY t.name FOR UPDATE OF t`,
      [clusterId],
    );
    const retried = started.filter((task) => task.failed);
    if (retried.length > 0) {
      await manager.query(
        'UPDATE task SET generation = generation + 1, wanted_since = now(), updated_at = now() WHERE id = ANY($1)',
        [retried.map((task) => task.id)],
      );
    }
    return { retried: retried.map(named), running: started.filter((task) => !task.failed).map(named) };
  }
}

function named(task: { id: string; name: string }): { id: string; name: string } {
  return { id: task.id, name: task.name };
}
