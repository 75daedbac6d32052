import {
  checkLine,
  type CheckFinding,
  type CheckLine,
  type CheckScene,
  type FlowDirection,
  type TaskSpec,
} from '@slipstream/shared';
import { checkCluster, type ClusterQuestion, type ClusterSight } from './check-cluster.js';
import { checkFilters } from './check-filters.js';
import { commonBroker } from './common-broker.js';
import type { CheckClient } from './ports.js';
import type { CheckedCluster } from './question.js';
import { previewFlow, type PlannedRoute } from './preview-flow.js';

/** Topics named one by one for each trouble; the preview shows all. */
const NAMED_MAX = 20;

/** What a check of a task needs: its two ends, and the task itself once it is known what it is to copy. */
export interface TaskQuestion extends Omit<
  ClusterQuestion,
  'client' | 'connection' | 'scene' | 'reads' | 'writes'
> {
  source: CheckedCluster;
  target: CheckedCluster;
  twoWay: boolean;
  /** Null when its topics are not chosen yet. */
  spec: TaskSpec | null;
}

interface End {
  name: string;
  sight: ClusterSight;
  client: CheckClient;
}

const TASK: CheckScene = { place: 'TASK', cluster: '' };

/** Looks at both ends of a task, then at what it would copy; cycles and double paths are the preview's (T-10). */
export async function checkTask(question: TaskQuestion): Promise<void> {
  const { clients, source, target, twoWay, spec, tell } = question;
  const clientOf = { SOURCE: clients.open(source.connection), TARGET: clients.open(target.connection) };
  const look = async (place: 'SOURCE' | 'TARGET', { name, connection }: CheckedCluster) => {
    const scene = { place, cluster: name };
    const reads = twoWay || place === 'SOURCE';
    const writes = twoWay || place === 'TARGET';
    const client = clientOf[place];
    const sight = await checkCluster({ ...question, client, connection, scene, reads, writes });
    return sight && { name, sight, client };
  };
  try {
    const [from, to] = await Promise.all([look('SOURCE', source), look('TARGET', target)]);
    if (from === undefined || to === undefined) return;
    const broker = commonBroker(from.sight, to.sight);
    tell([
      broker === undefined
        ? checkLine(TASK, 'TWO_CLUSTERS')
        : checkLine(TASK, 'ONE_CLUSTER', { values: { broker } }),
    ]);
    if (broker !== undefined || spec === null) return;
    await checkFlow(question, spec, 'forward', from, to);
    if (twoWay) await checkFlow(question, spec, 'reverse', to, from);
  } finally {
    await Promise.all(Object.values(clientOf).map((client) => client.close()));
  }
}

async function checkFlow(
  { signal, tell }: TaskQuestion,
  spec: TaskSpec,
  direction: FlowDirection,
  source: End,
  target: End,
): Promise<void> {
  const outlook = previewFlow(spec, direction, source.sight.table, target.sight.table);
  const of = (outlooks: readonly PlannedRoute['outlook'][]): PlannedRoute[] =>
    outlook.routes.filter((route) => outlooks.includes(route.outlook));
  const live = of(['READY', 'CREATE', 'FEWER_QUEUES']);
  const from: CheckScene = { place: 'TASK', cluster: source.name };
  const to: CheckScene = { place: 'TASK', cluster: target.name };
  const named = (scene: CheckScene, finding: CheckFinding, topics: readonly string[]): CheckLine[] =>
    [...new Set(topics)].slice(0, NAMED_MAX).map((subject) => checkLine(scene, finding, { subject }));

  const lines = named(
    from,
    'SYSTEM_TOPIC',
    of(['SYSTEM_TOPIC']).map((route) => route.sourceTopic),
  );
  // The source topics of the way back are made by the way there.
  const missing = direction === 'reverse' ? [] : of(['SOURCE_MISSING']);
  lines.push(
    ...named(
      from,
      'SOURCE_TOPIC_MISSING',
      missing.map((route) => route.sourceTopic),
    ),
  );
  const { systemTopics } = outlook;
  if (live.length > 0)
    lines.push(checkLine(from, 'TOPICS_SELECTED', { values: { topics: live.length, systemTopics } }));
  else if (lines.length === 0) lines.push(checkLine(from, 'NO_TOPIC_SELECTED'));
  lines.push(
    ...named(
      to,
      'TARGET_TOPIC_CLOSED',
      of(['NO_WRITE_PERMISSION']).map((route) => route.targetTopic),
    ),
    ...targetLines(to, live, target.sight),
  );
  tell(lines);
  tell(await filterLines(from, live, source, signal));
}

function targetLines(scene: CheckScene, live: readonly PlannedRoute[], target: ClusterSight): CheckLine[] {
  if (live.length === 0) return [];
  const all = new Set(live.map((route) => route.targetTopic));
  const create = new Set(
    live.filter((route) => route.outlook === 'CREATE').map((route) => route.targetTopic),
  );
  const values = { ready: all.size - create.size, create: create.size };
  const refused = create.size > 0 && target.mayCreate === false;
  return [checkLine(scene, refused ? 'TARGET_TOPICS_NOT_CREATABLE' : 'TARGET_TOPICS_READY', { values })];
}

/** Tags cannot be wrong; SQL-92 only brokers can judge (T-03). */
async function filterLines(
  scene: CheckScene,
  live: readonly PlannedRoute[],
  source: End,
  signal: AbortSignal,
): Promise<CheckLine[]> {
  const filtered = live.filter(({ filter }) => filter.type !== 'NONE');
  if (filtered.length === 0) return [];
  const refusals = await checkFilters(source.client, source.sight.table, filtered, signal);
  if (refusals.size === 0)
    return [checkLine(scene, 'FILTERS_VALID', { values: { filters: filtered.length } })];
  return [...refusals]
    .slice(0, NAMED_MAX)
    .map(([{ sourceTopic }, { supported, said }]) =>
      checkLine(scene, supported ? 'FILTER_INVALID' : 'FILTER_NOT_SUPPORTED', { subject: sourceTopic, said }),
    );
}
