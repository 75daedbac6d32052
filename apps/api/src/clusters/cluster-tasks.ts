import { Injectable } from '@nestjs/common';
import { deriveFrom, TaskRepository, TaskStateError, type TaskRow } from '@slipstream/database';

/** Names of the started tasks that an edit of a cluster concerns. */
export interface ConcernedTasks {
  /** Failed before, trying again now. */
  retried: string[];
  /** Not failed: workers restart them within seconds to take the edit over. */
  running: string[];
}

/** The tasks that use a cluster. */
@Injectable()
export class ClusterTasks {
  constructor(private readonly tasks: TaskRepository) {}

  /** Names of all of them. */
  async names(clusterId: string): Promise<string[]> {
    return (await this.of(clusterId)).map((task) => task.spec.name);
  }

  /** Starts the failed ones again. */
  async retryFailed(clusterId: string): Promise<ConcernedTasks> {
    const concerned: ConcernedTasks = { retried: [], running: [] };
    for (const task of await this.of(clusterId)) {
      if (task.input.wanted !== 'RUNNING' || task.input.deleting) continue;
      const { state } = deriveFrom(task);
      const failed = state === 'START_FAILED' || state === 'FAILED';
      const retried = failed && (await this.start(task.id));
      (retried ? concerned.retried : concerned.running).push(task.spec.name);
    }
    return concerned;
  }

  private async of(clusterId: string): Promise<TaskRow[]> {
    const tasks = await this.tasks.list();
    return tasks.filter(
      ({ spec }) => spec.sourceClusterId === clusterId || spec.targetClusterId === clusterId,
    );
  }

  /** False when somebody else has stopped or started the task meanwhile. */
  private async start(id: string): Promise<boolean> {
    try {
      return (await this.tasks.start(id)) !== undefined;
    } catch (error) {
      if (error instanceof TaskStateError) return false;
      throw error;
    }
  }
}
