import {
  PortError,
  planStreams,
  selectTopics,
  targetQueuesPerBroker,
  type QueueRef,
  type StreamMapping,
  type TopicPair,
  type TopicSelector,
} from '@slipstream/replication';
import { commonBroker, type SeenCluster } from '@slipstream/replication/precheck';
import {
  mapAddress,
  type RocketmqClient,
  type SubscriptionFilter,
  type TopicConfig,
} from '@slipstream/rocketmq-remoting';
import { mapBounded, makeReason, type Reason, type ReasonStep } from '@slipstream/shared';
import { canCompress } from '../compression/body-compressor.js';
import { remotingFailure } from '../adapters/remoting-reasons.js';
import type { ClusterInventory } from './cluster-inventory.js';
import type { FlowCluster, FlowModel } from './flow-model.js';
import type { InventoryCache } from './inventory-cache.js';
import { startPosition } from './start-position.js';

/** Calls that planning needs of either cluster. */
export type PlanningClient = Pick<
  RocketmqClient,
  | 'clusterInfo'
  | 'masterAddress'
  | 'topicConfigs'
  | 'createTopic'
  | 'range'
  | 'offsetByTimestamp'
  | 'checkFilter'
  | 'runtimeInfo'
>;

/** A stream to be stored, with where it begins. */
export interface StreamToAdd extends StreamMapping {
  /** First source offset to read. */
  startPosition: number;
  /** Target offset from which its target queue is scanned: its end when the plan was made. */
  startTargetOffset: number;
}

/** What a look at both clusters came to. */
export interface PlanResult {
  add: readonly StreamToAdd[];
  retire: readonly number[];
  revive: readonly number[];
  /** Routes whose target topic was missing and has been created. */
  created: readonly TopicPair[];
  /** Why less than everything could be planned; null when all was. */
  reason: Reason | null;
  /** Of both clusters; while it stays the same there is nothing to plan. */
  version: string;
}

/** How old a look at a cluster may be while flows run, ms. */
const INVENTORY_AGE_MS = 2_000;
/** Look-ups running at once. */
const LOOKUPS = 32;
/** Topics being created at once: a broker writes its whole table with each, one after the other, and more would only wait there. */
const CREATIONS = 4;
/** Until a broker with thousands of topics has stored one more, ms. */
const CREATION_TIMEOUT_MS = 10_000;

/**
 * Plans one flow: looks at both clusters, checks that the flow can work, creates missing target topics, and says which
 * streams are to be added and where they begin. Writes nothing to the database.
 */
export class FlowPlanner {
  constructor(
    private readonly source: PlanningClient,
    private readonly target: PlanningClient,
    private readonly cache: InventoryCache,
  ) {}

  /**
   * The plan that a new generation begins with: everything has to be right.
   *
   * @throws PortError with the first thing that a person has to put right
   */
  async planStart(flow: FlowModel): Promise<PlanResult> {
    const [source, target] = await this.#inventories(flow, 0);
    for (const [place, { failures }] of [
      [sourcePlace(flow), source],
      [targetPlace(flow), target],
    ] as const)
      if (failures.length > 0) throw remotingFailure(failures[0], { ...place, step: 'CONNECT' });
    if (commonBroker(asReached(flow.source, source), asReached(flow.target, target)) !== undefined)
      throw failure('SAME_CLUSTER', 'CONNECT', {
        cluster: flow.target.name,
        subject: source.clusterNames.join(', '),
      });
    await this.#checkCompression(flow, target);
    const selector = selectTopics(flow, new Set([...source.ownNames, ...target.ownNames]));
    const [refused] = selector.refused;
    if (refused !== undefined)
      throw failure('SOURCE_TOPIC_MISSING', 'PLAN', {
        subject: describePair(refused),
        said: 'RocketMQ keeps one of these topics for itself; it is never copied',
      });
    const missing = selector
      .routes(source.readableTopics())
      .find((pair) => source.readableQueues(pair.sourceTopic).length === 0);
    // The source topic of a reverse route is made by the forward flow: it may just not be there yet.
    if (missing !== undefined && flow.direction === 'forward')
      throw failure('SOURCE_TOPIC_MISSING', 'PLAN', {
        cluster: flow.source.name,
        subject: missing.sourceTopic,
      });
    return this.#plan(flow, source, target, selector);
  }

  /**
   * Looks again while the flow runs: finds new topics, queues and brokers. What cannot be seen is left as it is.
   *
   * @param version of the last result
   * @returns undefined when nothing has changed since
   */
  async planAgain(flow: FlowModel, version: string | undefined): Promise<PlanResult | undefined> {
    const [source, target] = await this.#inventories(flow, INVENTORY_AGE_MS);
    if (versionOf(source, target) === version) return undefined;
    return this.#plan(
      flow,
      source,
      target,
      selectTopics(flow, new Set([...source.ownNames, ...target.ownNames])),
    );
  }

  async #plan(
    flow: FlowModel,
    source: ClusterInventory,
    target: ClusterInventory,
    selector: TopicSelector,
  ): Promise<PlanResult> {
    const routes = selector
      .routes(source.readableTopics())
      .filter((pair) => source.readableQueues(pair.sourceTopic).length > 0);
    await this.#checkFilters(flow, source, routes, selector);
    const { target: prepared, created } = await this.#createTopics(flow, source, target, routes);
    const plan = planStreams({
      routes,
      sourceQueues: new Map(
        routes.map(({ sourceTopic }) => [sourceTopic, source.readableQueues(sourceTopic)]),
      ),
      targetQueues: new Map(
        routes.map(({ targetTopic }) => [targetTopic, prepared.writableQueues(targetTopic)]),
      ),
      existing: flow.streams,
      isWanted: (pair) => selector.isWanted(pair),
    });
    const add = await this.#positions(flow, plan.add);
    const reason = reasonFor(flow, prepared, routes);
    const version = versionOf(source, target);
    return { add, retire: plan.retire, revive: plan.revive, created, reason, version };
  }

  /** What consumers of the target cannot read must not be written: their clients are taken to be no older than its brokers. */
  async #checkCompression(
    { compression, target: { name } }: FlowModel,
    target: ClusterInventory,
  ): Promise<void> {
    if (compression !== 'ZSTD') return;
    const refuse = (said: string, subject?: string): never => {
      const details = subject === undefined ? { said } : { subject, said };
      throw failure('COMPRESSION_NOT_SUPPORTED', 'PLAN', { cluster: name, ...details });
    };
    if (!canCompress(compression)) refuse('the Node.js of this worker has no ZSTD; it came with 22.15');
    await mapBounded(target.brokerNames, LOOKUPS, async (brokerName) => {
      const place = { cluster: name, side: 'TARGET' as const, step: 'PLAN' as const, subject: brokerName };
      const info = await judged(place, () => this.target.runtimeInfo(brokerName));
      const version = info.get('brokerVersionDesc') ?? '';
      if (!readsZstd(version))
        refuse(`the broker is of version ${version}; clients read ZSTD from 5.0 on`, brokerName);
    });
  }

  /** A pull with a bad expression silently matches everything (facts §0, 8): every source broker is asked first. */
  async #checkFilters(
    flow: FlowModel,
    source: ClusterInventory,
    routes: readonly TopicPair[],
    selector: TopicSelector,
  ): Promise<void> {
    const checks = routes.flatMap((pair) => {
      const filter = selector.filterOf(pair);
      if (filter.type === 'NONE') return [];
      const subscription: SubscriptionFilter = { type: filter.type, expression: filter.expression ?? '' };
      const brokers = new Set(source.readableQueues(pair.sourceTopic).map((queue) => queue.brokerName));
      return [...brokers].map((brokerName) => ({ brokerName, topic: pair.sourceTopic, subscription }));
    });
    await mapBounded(checks, LOOKUPS, async ({ brokerName, topic, subscription }) => {
      const place = { ...sourcePlace(flow), step: 'CHECK_FILTER' as const, subject: topic };
      const answer = await judged(place, () => this.source.checkFilter(brokerName, topic, subscription));
      if (answer.valid) return;
      const code = answer.supported ? 'INVALID_FILTER' : 'FILTER_NOT_SUPPORTED';
      throw failure(code, 'CHECK_FILTER', { cluster: flow.source.name, subject: topic, said: answer.said });
    });
  }

  /** Creates target topics that no target broker has, and gives back the target as it is then. */
  async #createTopics(
    flow: FlowModel,
    source: ClusterInventory,
    target: ClusterInventory,
    routes: readonly TopicPair[],
  ): Promise<{ target: ClusterInventory; created: TopicPair[] }> {
    if (missingTopics(flow, source, target, routes).size === 0) return { target, created: [] };
    // Creating a topic that is there would change its queues, and could take some away: what was seen may be old by now.
    const now = await this.#inventory(this.target, targetPlace(flow), 0);
    const missing = missingTopics(flow, source, now, routes);
    const configs = [...missing].map(([topicName, { queues, messageType }]) =>
      newTopic(topicName, targetQueuesPerBroker(queues, now.brokers.length), messageType),
    );
    const options = { timeoutMs: CREATION_TIMEOUT_MS };
    await mapBounded(configs, CREATIONS, async (config) => {
      const place = { ...targetPlace(flow), step: 'CREATE_TOPIC' as const, subject: config.topicName };
      await judged(place, () =>
        Promise.all(
          now.brokerNames.map((brokerName) => this.target.createTopic(brokerName, config, options)),
        ),
      );
    });
    return {
      target: configs.reduce((cluster, config) => cluster.withTopic(config), now),
      created: routes.filter(({ targetTopic }) => missing.has(targetTopic)),
    };
  }

  async #positions(flow: FlowModel, mappings: readonly StreamMapping[]): Promise<StreamToAdd[]> {
    const ends = new Map<string, Promise<number>>();
    return mapBounded(mappings, LOOKUPS, async ({ source, target }) => {
      // What is found after the first plan is read from its beginning, so that nothing falls between.
      const startFrom = flow.initialized ? ({ type: 'EARLIEST' } as const) : flow.startFrom;
      const position = await judged({ ...sourcePlace(flow), subject: describeQueue(source) }, () =>
        startPosition(this.source, source, startFrom, flow.createdAt),
      );
      const key = describeQueue(target);
      const end =
        ends.get(key) ??
        judged(
          { ...targetPlace(flow), subject: key },
          async () => (await this.target.range(target)).maxOffset,
        );
      ends.set(key, end);
      return { source, target, startPosition: position, startTargetOffset: await end };
    });
  }

  #inventories(flow: FlowModel, maxAgeMs: number): Promise<[ClusterInventory, ClusterInventory]> {
    return Promise.all([
      this.#inventory(this.source, sourcePlace(flow), maxAgeMs),
      this.#inventory(this.target, targetPlace(flow), maxAgeMs),
    ]);
  }

  async #inventory(client: PlanningClient, place: Place, maxAgeMs: number): Promise<ClusterInventory> {
    const connecting = { ...place, step: 'CONNECT' as const };
    const inventory = await judged(connecting, () => this.cache.read(client, maxAgeMs));
    if (inventory.brokers.length > 0) return inventory;
    if (inventory.failures.length > 0) throw remotingFailure(inventory.failures[0], connecting);
    throw failure('BROKER_UNREACHABLE', 'CONNECT', {
      cluster: place.cluster,
      said: 'the Name Server lists no master broker',
    });
  }
}

interface Place {
  cluster: string;
  side: 'SOURCE' | 'TARGET';
  step: ReasonStep;
  subject?: string;
}

const sourcePlace = (flow: FlowModel): Place => ({ cluster: flow.source.name, side: 'SOURCE', step: 'PLAN' });
const targetPlace = (flow: FlowModel): Place => ({ cluster: flow.target.name, side: 'TARGET', step: 'PLAN' });

function asReached({ addressMap }: FlowCluster, { clusterNames, brokers }: ClusterInventory): SeenCluster {
  const reached = brokers.map(({ brokerName, address }) => ({
    brokerName,
    address: mapAddress(addressMap, address),
  }));
  return { clusterNames, brokers: reached };
}

async function judged<T>(place: Place, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw remotingFailure(error, place);
  }
}

/** What keeps some of the flow from being copied, told while the rest runs. */
function reasonFor(flow: FlowModel, target: ClusterInventory, routes: readonly TopicPair[]): Reason | null {
  if (routes.length === 0) return makeReason('NO_TOPICS_MATCH', 'PLAN', { cluster: flow.source.name });
  const closed = routes.find(({ targetTopic }) => target.writableQueues(targetTopic).length === 0);
  if (closed === undefined) return null;
  return makeReason('TARGET_REFUSES', 'PLAN', {
    cluster: flow.target.name,
    subject: closed.targetTopic,
    said: 'no queue of the topic can be written',
  });
}

/** What a target topic has to be like. */
interface MissingTopic {
  /** Most source queues that go into it. */
  queues: number;
  messageType: string | undefined;
}

/** Target topics that no broker is seen to have. */
function missingTopics(
  flow: FlowModel,
  source: ClusterInventory,
  target: ClusterInventory,
  routes: readonly TopicPair[],
): ReadonlyMap<string, MissingTopic> {
  // A topic that streams already write to exists, though all its brokers may be out of sight now.
  const written = new Set(flow.streams.map((stream) => stream.target.topic));
  const missing = new Map<string, MissingTopic>();
  for (const { sourceTopic, targetTopic } of routes) {
    if (target.hasTopic(targetTopic) || written.has(targetTopic)) continue;
    const before = missing.get(targetTopic);
    missing.set(targetTopic, {
      queues: Math.max(before?.queues ?? 0, source.readableQueues(sourceTopic).length),
      messageType: before?.messageType ?? source.messageType(sourceTopic),
    });
  }
  return missing;
}

/**
 * Types that every 5.x knows. After a switchover, gRPC producers go on at the target only when its topic has the type of the
 * source's (facts §13); brokers check nothing of the copies themselves. 4.x takes no notice of types.
 */
const KNOWN_TYPES: ReadonlySet<string> = new Set(['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION']);

function newTopic(topicName: string, queues: number, messageType: string | undefined): TopicConfig {
  const typed = messageType !== undefined && KNOWN_TYPES.has(messageType);
  return {
    topicName,
    readQueueNums: queues,
    writeQueueNums: queues,
    perm: 6,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
    order: false,
    ...(typed ? { attributes: { 'message.type': messageType } } : {}),
  };
}

/** @param version `brokerVersionDesc`, such as `V4_9_7` */
function readsZstd(version: string): boolean {
  return Number(/^V(\d+)_/.exec(version)?.[1] ?? 0) >= 5;
}

function versionOf(source: ClusterInventory, target: ClusterInventory): string {
  return `${source.version}>${target.version}`;
}

function failure(...[code, step, details]: Parameters<typeof makeReason>): PortError {
  return new PortError(makeReason(code, step, details), true);
}

function describeQueue(queue: QueueRef): string {
  return `${queue.topic}@${queue.brokerName}#${queue.queueId}`;
}

function describePair(pair: TopicPair): string {
  return `${pair.sourceTopic} → ${pair.targetTopic}`;
}
