import { Injectable } from '@nestjs/common';
import {
  ClusterRepository,
  CONSTRAINTS,
  deriveFrom,
  EventRepository,
  StreamStatusRepository,
  TaskRepository,
  toTaskView,
  type TaskRow,
} from '@slipstream/database';
import {
  changesBetween,
  type FieldChange,
  type TaskSpec,
  type TaskView as TaskShape,
} from '@slipstream/shared';
import type {
  CreateTaskDto,
  EventsQuery,
  ListTasksQuery,
  StartTaskDto,
  UpdateTaskDto,
} from '@slipstream/shared/dto';
import { violatedForeignKey, violatedUnique } from '../common/problems/database-error.js';
import { invalidField, notFound, ProblemError } from '../common/problems/problem-error.js';
import { listedInEvent } from '../events/listed-in-event.js';
import { Notices } from '../events/notices.js';
import { editedSpec, isSameClusterCopy, specOf, specProblems } from './task-spec-rules.js';
import { pathCheck } from './topology/check-paths.js';
import type { EventListView, StreamListView, TaskListView, TaskView } from './task.views.js';

const EVENTS_PAGE = 50;

/** Tasks and what users do to them. */
@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TaskRepository,
    private readonly clusters: ClusterRepository,
    private readonly streamStatuses: StreamStatusRepository,
    private readonly eventLog: EventRepository,
    private readonly notices: Notices,
  ) {}

  async list(query: ListTasksQuery): Promise<TaskListView> {
    const rows = await this.tasks.list(query);
    return { items: rows.map(view), total: rows.length };
  }

  async get(id: string): Promise<TaskView> {
    return view(await this.row(id));
  }

  async create(body: CreateTaskDto, actor: string): Promise<TaskView> {
    const spec = specOf(body);
    await this.check(spec, undefined);
    const row = await this.refusing(
      spec,
      this.tasks.create(spec, pathCheck(body.acknowledgeWarnings ?? false)),
    );
    await this.notices.taskChanged('TASK_CREATED', row.id, actor, { name: spec.name });
    return view(row);
  }

  async update(id: string, body: UpdateTaskDto, actor: string): Promise<TaskView> {
    const before = await this.row(id);
    const spec = editedSpec(before.spec, body);
    // A task that takes no edit says so first: what else is wrong with the edit does not matter then.
    if (deriveFrom(before).allowedActions.includes('EDIT')) await this.check(spec, id);
    const after = found(
      await this.refusing(spec, this.tasks.edit(id, spec, pathCheck(body.acknowledgeWarnings ?? false))),
    );
    const changes = changesBetween(await this.named(before.spec), await this.named(after.spec));
    if (changes.length > 0)
      await this.notices.taskChanged('TASK_EDITED', id, actor, { changes: changes.map(shortened) });
    return view(after);
  }

  async delete(id: string, actor: string): Promise<void> {
    const { spec } = await this.row(id);
    if ((await this.tasks.delete(id)) === undefined) throw notFound('task');
    await this.notices.taskChanged('TASK_DELETED', id, actor, { name: spec.name });
  }

  async start(id: string, body: StartTaskDto, actor: string): Promise<TaskView> {
    const before = await this.row(id);
    const row = found(await this.tasks.start(id, pathCheck(body.acknowledgeWarnings ?? false)));
    await this.notices.taskChanged('TASK_STARTED', id, actor, { changes: stateChange(before, row) });
    return view(row);
  }

  async stop(id: string, actor: string): Promise<TaskView> {
    const before = await this.row(id);
    const row = found(await this.tasks.stop(id));
    await this.notices.taskChanged('TASK_STOPPED', id, actor, { changes: stateChange(before, row) });
    return view(row);
  }

  async acknowledgeGaps(id: string, actor: string): Promise<TaskView> {
    const messages = found(await this.tasks.acknowledgeGaps(id));
    if (messages > 0) await this.notices.taskChanged('GAPS_ACKNOWLEDGED', id, actor, { messages });
    return this.get(id);
  }

  async streams(id: string): Promise<StreamListView> {
    await this.row(id);
    const items = await this.streamStatuses.list(id);
    return { items, total: items.length };
  }

  async events(id: string, query: EventsQuery): Promise<EventListView> {
    await this.row(id);
    const { limit = EVENTS_PAGE, before, kinds, severity, actor, search } = query;
    const wanted = { before, kinds, severity, actor, search };
    // One more than the page tells whether there is a next one.
    const events = await this.eventLog.list(id, { ...wanted, limit: limit + 1 });
    const items = events.slice(0, limit);
    return { items, total: items.length, next: events.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** The task as the database has it. */
  async row(id: string): Promise<TaskRow> {
    return found(await this.tasks.get(id));
  }

  /** A spec as people read it in the audit: clusters by their names. */
  private async named({ sourceClusterId, targetClusterId, ...spec }: TaskSpec): Promise<object> {
    const nameOf = async (id: string): Promise<string> => (await this.clusters.get(id))?.name ?? id;
    return {
      ...spec,
      sourceCluster: await nameOf(sourceClusterId),
      targetCluster: await nameOf(targetClusterId),
    };
  }

  /** Everything that a spec can be refused for without asking the clusters, but for paths through other tasks. */
  async check(spec: TaskSpec, ownId: string | undefined): Promise<void> {
    const errors = specProblems(spec);
    const first = errors[0];
    if (first !== undefined)
      throw new ProblemError('VALIDATION_FAILED', `${first.path}: ${first.message}`, { errors });
    if (spec.sourceClusterId === spec.targetClusterId) {
      const same = [
        { path: 'targetClusterId', message: 'is the source cluster', rule: 'SAME_CLUSTER' as const },
      ];
      throw new ProblemError(
        'SAME_CLUSTER',
        'Source and target are one cluster; choose two different ones.',
        { errors: same },
      );
    }
    for (const path of ['sourceClusterId', 'targetClusterId'] as const) {
      if ((await this.clusters.get(spec[path])) === undefined)
        throw invalidField(path, 'is the id of no registered cluster', 'UNKNOWN_CLUSTER');
    }
    const others = await this.tasks.listBetween(spec.sourceClusterId, spec.targetClusterId);
    const twin = others.find((other) => other.id !== ownId && isSameClusterCopy(other.spec, spec));
    if (twin !== undefined) {
      throw new ProblemError(
        'DUPLICATE_ROUTE',
        `The task "${twin.spec.name}" copies the same topics between these clusters already.`,
      );
    }
  }

  /** Waits for a write and turns what the database refuses into problems. */
  private async refusing<T>(spec: TaskSpec, write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      if (violatedUnique(error) === CONSTRAINTS.taskNameTaken) {
        throw new ProblemError('NAME_TAKEN', `Another task has the name "${spec.name}".`, {
          errors: [{ path: 'name', message: 'is taken', rule: 'TAKEN' }],
        });
      }
      const missing = violatedForeignKey(error);
      if (missing === CONSTRAINTS.sourceClusterMissing)
        throw invalidField('sourceClusterId', 'is the id of no registered cluster', 'UNKNOWN_CLUSTER');
      if (missing === CONSTRAINTS.targetClusterMissing)
        throw invalidField('targetClusterId', 'is the id of no registered cluster', 'UNKNOWN_CLUSTER');
      throw error;
    }
  }
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw notFound('task');
  return row;
}

function view(row: TaskRow): TaskView {
  const task: TaskShape = toTaskView(row);
  return { ...task, allowedActions: [...task.allowedActions] };
}

/** How an act has changed the state. */
function stateChange(before: TaskRow, after: TaskRow): FieldChange[] {
  return changesBetween({ state: deriveFrom(before).state }, { state: deriveFrom(after).state });
}

/** A change as an event holds it: long lists are cut. */
function shortened(change: FieldChange): FieldChange {
  if (!('added' in change)) return change;
  return { ...change, added: listedInEvent(change.added), removed: listedInEvent(change.removed) };
}
