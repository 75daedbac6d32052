import { Injectable } from '@nestjs/common';
import { ClusterRepository, TaskRepository } from '@slipstream/database';
import { explainError, RemotingError } from '@slipstream/rocketmq-remoting';
import {
  checkFilters,
  previewFlow,
  readTopicTable,
  type PlannedRoute,
  type RouteOutlook,
  type TopicTable,
} from '@slipstream/replication/precheck';
import type { FlowDirection, TaskSpec } from '@slipstream/shared';
import type { CreateTaskDto } from '@slipstream/shared/dto';
import { ClusterClients, type ClusterClient } from '../../clusters/cluster-connection.js';
import { ClusterConnections } from '../../clusters/cluster-connections.js';
import { ProblemError } from '../../common/problems/problem-error.js';
import { specOf } from '../task-spec-rules.js';
import { TasksService } from '../tasks.service.js';
import { pathsOf } from '../topology/check-paths.js';
import { countGroups } from './count-groups.js';
import type { PreviewFlowView, TaskPreviewView } from './preview.views.js';
import { sampleBacklog } from './sample-backlog.js';

/** The answer comes within 10 s: all questions to clusters together take this long at most. */
const DEADLINE_MS = 8_500;
const ITEMS_MAX = 100;
/** What one worker copies of small messages with some to spare; for the estimate only. */
const ASSUMED_RATE = 5_000;

const FIRST: readonly RouteOutlook[] = [
  'SYSTEM_TOPIC',
  'SOURCE_MISSING',
  'NO_WRITE_PERMISSION',
  'FEWER_QUEUES',
  'CREATE',
  'READY',
];
const CONFLICTS: ReadonlySet<RouteOutlook> = new Set([
  'SYSTEM_TOPIC',
  'SOURCE_MISSING',
  'NO_WRITE_PERMISSION',
]);

interface Side {
  name: string;
  client: ClusterClient;
  table: TopicTable;
}

/** Shows what a task would do, before it is made (T-11). Looks only: nothing is stored, no topic is created. */
@Injectable()
export class TaskPreviewService {
  constructor(
    private readonly tasks: TasksService,
    private readonly rows: TaskRepository,
    private readonly clusters: ClusterRepository,
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
  ) {}

  /** @param ownId of the task that is edited; undefined for a new one */
  async preview(body: CreateTaskDto, ownId: string | undefined): Promise<TaskPreviewView> {
    const spec = specOf(body);
    await this.tasks.check(spec, ownId);
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const opened: ClusterClient[] = [];
    const open = async (id: string): Promise<Side> => {
      const name = (await this.clusters.get(id))?.name ?? id;
      const client = this.clients.open(await this.connections.ofSaved(id));
      opened.push(client);
      return { name, client, table: await told(name, signal, () => readTopicTable(client, signal)) };
    };
    try {
      const [source, target] = await Promise.all([open(spec.sourceClusterId), open(spec.targetClusterId)]);
      const flows = [await this.flow(spec, 'forward', source, target, signal)];
      if (spec.direction === 'TWO_WAY') flows.push(await this.flow(spec, 'reverse', target, source, signal));
      const topics = [...source.table.topics.keys(), ...target.table.topics.keys()];
      const { findings, truncated } = pathsOf(
        spec,
        ownId ?? null,
        await this.rows.pathInput(ownId ?? ''),
        topics,
      );
      const messages = flows.reduce((sum, flow) => sum + Number(flow.messages), 0);
      return {
        flows,
        findings,
        findingsTruncated: truncated,
        assumedMessagesPerSecond: ASSUMED_RATE,
        etaSeconds: Math.ceil(messages / ASSUMED_RATE),
      };
    } finally {
      await Promise.all(opened.map((client) => client.close()));
    }
  }

  private async flow(
    spec: TaskSpec,
    direction: FlowDirection,
    source: Side,
    target: Side,
    signal: AbortSignal,
  ): Promise<PreviewFlowView> {
    const outlook = previewFlow(spec, direction, source.table, target.table);
    const live = outlook.routes.filter((route) => !CONFLICTS.has(route.outlook));
    const [errors, backlog, consumerGroups] = await told(source.name, signal, () =>
      Promise.all([
        checkFilters(source.client, source.table, live, signal),
        sampleBacklog(source.client, source.table, live, spec.startFrom, signal),
        countGroups(source.client, source.table, live, signal),
      ]),
    );
    const bad = (route: PlannedRoute): boolean => CONFLICTS.has(route.outlook) || errors.has(route);
    const items = outlook.routes.toSorted(
      (a, b) => Number(bad(b)) - Number(bad(a)) || FIRST.indexOf(a.outlook) - FIRST.indexOf(b.outlook),
    );
    return {
      direction,
      source: source.name,
      target: target.name,
      routes: outlook.routes.length,
      items: items.slice(0, ITEMS_MAX).map((route) => {
        const filterError = errors.get(route)?.said;
        return filterError === undefined ? { ...route } : { ...route, filterError };
      }),
      toCreate: new Set(live.filter((route) => route.outlook === 'CREATE').map((route) => route.targetTopic))
        .size,
      conflicts: outlook.routes.filter(bad).length,
      systemTopics: outlook.systemTopics,
      otherTopics: outlook.otherTopics,
      messages: String(backlog.messages),
      bytes: backlog.bytes === null ? null : String(backlog.bytes),
      queues: backlog.queues,
      sampledQueues: backlog.sampledQueues,
      consumerGroups,
    };
  }
}

/** Turns a cluster's silence or refusal into a problem that names the cluster. */
async function told<T>(cluster: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (signal.aborted)
      throw new ProblemError('CLUSTER_UNREACHABLE', `${cluster}: no answer within ${DEADLINE_MS / 1000} s`);
    if (error instanceof RemotingError)
      throw new ProblemError('CLUSTER_UNREACHABLE', `${cluster}: ${explainError(error)}`);
    throw error;
  }
}
