import {
  AbortedError,
  isEmptyPlan,
  LeaseLostError,
  PortError,
  ShardReplicator,
  type Clock,
  type Incarnation,
  type MemoryBudget,
  type StreamDefinition,
  type StreamEvent,
  type Tuning,
} from '@slipstream/replication';
import { makeReason } from '@slipstream/shared';
import { abortable } from '../adapters/abortable.js';
import type { ClientHandle, ClientPool } from '../adapters/client-pool.js';
import { PgCheckpointStore } from '../adapters/pg-checkpoint-store.js';
import { PgFailureStore } from '../adapters/pg-failure-store.js';
import { RocketmqQueueReader } from '../adapters/rocketmq-queue-reader.js';
import { BatchCompression } from '../compression/batch-compression.js';
import type { BodyCompressor } from '../compression/body-compressor.js';
import type { FenceStore } from '../fence/fence-store.js';
import type { LiveIncarnation } from '../lease/live-incarnation.js';
import type { RunningShard, ShardStart, WorkSession } from '../supervisor/work-session.js';
import type { FlowModel } from './flow-model.js';
import { FlowPlanner, type PlanResult } from './flow-planner.js';
import { FLOW_SHARD_TIMING, FlowShard, type FlowShardTiming } from './flow-shard.js';
import type { FlowSignals } from './flow-signals.js';
import type { FlowStore, LeaseOf } from './flow-store.js';
import type { InventoryCache } from './inventory-cache.js';
import { SharedGateways, type GatewayHandle } from './shared-gateways.js';
import type { TaskSync, TaskSyncs } from '../sync/task-sync.js';
import type { PaceHandle, TaskThrottles } from '../throttle/task-throttles.js';
import { WakeableWait } from './wakeable-wait.js';

/** Told of what flows do; must not throw and must not block. */
export interface FlowListener {
  /** A flow runs here: its names, for figures and logs. */
  flow(flow: FlowModel): void;
  streamEvent(flow: FlowModel, event: StreamEvent): void;
  /** Streams were added to a flow that was running. */
  streamsFound(flow: FlowModel, plan: PlanResult): void;
  trouble(what: string, error: unknown): void;
}

/** What the shards of an incarnation are started with. */
export interface FlowSessionOptions {
  incarnation: LiveIncarnation;
  store: FlowStore;
  checkpoints: ConstructorParameters<typeof PgCheckpointStore>[0];
  failures: ConstructorParameters<typeof PgFailureStore>[0];
  clients: ClientPool;
  inventories: InventoryCache;
  signals: FlowSignals;
  fences: FenceStore;
  /** Somebody wants recorded messages of a flow to be sent again. */
  retrySignals: FlowSignals;
  budget: MemoryBudget;
  clock: Clock;
  listener: FlowListener;
  throttles: TaskThrottles;
  timing?: FlowShardTiming;
  tuning?: Tuning;
  compressor: Pick<BodyCompressor, 'compress'>;
  syncs: TaskSyncs;
}

/** Pauses between two looks whether a flow is planned, ms; a notification cuts them short. */
const PLAN_POLL_FIRST_MS = 500;
const PLAN_POLL_MAX_MS = 5_000;

/** Connections that a shard uses. */
interface Connections {
  source: ClientHandle;
  target: ClientHandle;
  gateway: GatewayHandle;
  throttle: PaceHandle;
}

/** Starts shards of flows with real clusters and PostgreSQL. */
export class FlowSession implements WorkSession {
  readonly #gateways: SharedGateways;
  #isTainted = false;

  constructor(private readonly options: FlowSessionOptions) {
    const { incarnation, clock, fences, listener } = options;
    this.#gateways = new SharedGateways(incarnation, clock, {
      store: fences,
      onTrouble: (what, error) => listener.trouble(what, error),
    });
  }

  get isTainted(): boolean {
    return this.#isTainted;
  }

  async startShard(start: ShardStart, signal: AbortSignal): Promise<RunningShard> {
    const { store, listener } = this.options;
    const flow = await abortable(store.loadFlow(start.flowId), signal);
    if (flow === null) throw new LeaseLostError('the flow is gone');
    listener.flow(flow);
    const connections = this.#connect(flow, start);
    try {
      const shard = await this.#prepare(start, flow, connections, signal);
      if (signal.aborted) throw new AbortedError();
      shard.start();
      return shard;
    } catch (error) {
      await disconnect(connections);
      throw error;
    }
  }

  async close(): Promise<boolean> {
    return this.#gateways.close();
  }

  reset(): void {
    this.#gateways.reset();
  }

  #connect(flow: FlowModel, start: ShardStart): Connections {
    const { clients } = this.options;
    const source = clients.acquire(flow.source);
    const target = clients.acquire(flow.target);
    // A new gateway knows nothing of a send that the one before it left unanswered; only another incarnation can fence it.
    const isForgotten = !start.stoppedClean && !this.#gateways.has(target.key);
    const gateway = this.#gateways.acquire(target.key, flow.target, target.client);
    const throttle = this.options.throttles.acquire(flow.taskId, flow.id);
    if (!isForgotten) return { source, target, gateway, throttle };
    this.#isTainted = true;
    void disconnect({ source, target, gateway, throttle });
    throw new PortError(makeReason('WAITING_FOR_FENCE', 'RECOVER', { cluster: flow.target.name }), false);
  }

  async #prepare(
    start: ShardStart,
    flow: FlowModel,
    connections: Connections,
    signal: AbortSignal,
  ): Promise<FlowShard> {
    const { store, signals, retrySignals, clock, listener, incarnation } = this.options;
    const timing = this.options.timing ?? FLOW_SHARD_TIMING;
    const lease = { shardId: start.shardId, workerId: incarnation.id, epoch: start.epoch };
    const isPlanned = flow.plannedGeneration === start.generation;
    const predecessors = await abortable(store.predecessors(start.shardId), signal);
    // Taken over from another worker: what cannot be reached now must not end what ran before, nor hold it up.
    const resumed = isPlanned && (predecessors.length > 0 || start.handedOver);
    const planner =
      start.index === 0
        ? new FlowPlanner(connections.source.client, connections.target.client, this.options.inventories)
        : null;
    const plan = planner === null || resumed ? null : await this.#plan(planner, flow, start, lease, signal);
    if (planner === null && !isPlanned) await this.#untilPlanned(flow, start, signal);
    const { streams } = await abortable(store.loadShard(flow, start), signal);
    // A shard of our own that did not stop in good order is read as one that a predecessor left.
    const own =
      start.stoppedClean || predecessors.some(({ id }) => id === incarnation.id) ? [] : [incarnation];
    return new FlowShard({
      shard: start,
      lease,
      flow,
      replicator: this.#replicator(flow, connections, lease, streams, [...predecessors, ...own]),
      planner,
      plan,
      resumed,
      hasPredecessors: predecessors.length > 0,
      store,
      signals,
      retrySignals,
      clock,
      timing,
      syncs: this.#syncs(start, lease, flow, connections),
      release: () => disconnect(connections),
      onStreamsFound: (found, result) => listener.streamsFound(found, result),
      onTrouble: (what, error) => listener.trouble(what, error),
    });
  }

  #syncs(
    { index }: ShardStart,
    lease: LeaseOf,
    flow: FlowModel,
    { source, target }: Connections,
  ): readonly TaskSync[] {
    const { incarnation, clock, syncs } = this.options;
    if (index !== 0 || flow.direction !== 'forward') return [];
    return syncs({ flow, incarnation, lease, source: source.client, target: target.client, clock });
  }

  async #plan(
    planner: FlowPlanner,
    flow: FlowModel,
    start: ShardStart,
    lease: LeaseOf,
    signal: AbortSignal,
  ): Promise<PlanResult> {
    const { store, listener } = this.options;
    const plan = await abortable(planner.planStart(flow), signal);
    await abortable(store.topicsCreated(flow, lease, plan.created), signal);
    if (flow.plannedGeneration === start.generation && isEmptyPlan(plan)) return plan;
    await abortable(store.savePlan(flow.id, lease, { generation: start.generation, ...plan }), signal);
    if (flow.initialized && plan.add.length > 0) listener.streamsFound(flow, plan);
    return plan;
  }

  /** Shards other than the first wait for its owner's plan of their generation. */
  async #untilPlanned(flow: FlowModel, start: ShardStart, signal: AbortSignal): Promise<void> {
    const { store, signals, clock } = this.options;
    const wait = new WakeableWait(clock);
    const off = signals.on(flow.id, () => wait.wake());
    try {
      for (let pause = PLAN_POLL_FIRST_MS; ; pause = Math.min(pause * 2, PLAN_POLL_MAX_MS)) {
        const { plannedGeneration } = await abortable(store.loadShard(flow, start), signal);
        if (plannedGeneration >= start.generation) return;
        await wait.wait(pause, signal);
      }
    } finally {
      off();
    }
  }

  #replicator(
    flow: FlowModel,
    { source, target, gateway, throttle }: Connections,
    lease: LeaseOf,
    streams: readonly StreamDefinition[],
    predecessors: readonly Incarnation[],
  ): ShardReplicator {
    const { incarnation, checkpoints, failures, clock, budget, listener, tuning, compressor } = this.options;
    return new ShardReplicator({
      streams,
      source: new RocketmqQueueReader(source.client, {
        cluster: flow.source.name,
        side: 'SOURCE',
        step: 'READ',
      }),
      target: new RocketmqQueueReader(target.client, {
        cluster: flow.target.name,
        side: 'TARGET',
        step: 'RECOVER',
      }),
      gateway: gateway.gateway,
      predecessors,
      checkpoints: new PgCheckpointStore(checkpoints, lease, incarnation),
      failures: {
        store: new PgFailureStore(failures, lease, incarnation, flow.source.clusterId),
        policy: flow.failurePolicy,
      },
      clock,
      guard: incarnation,
      observer: { event: (event) => listener.streamEvent(flow, event) },
      budget,
      pace: throttle.pace,
      tag: flow.tag,
      ...(flow.compression === 'NONE'
        ? {}
        : { compressor: new BatchCompression(flow.compression, compressor) }),
      ...(tuning === undefined ? {} : { tuning }),
    });
  }
}

async function disconnect({ source, target, gateway, throttle }: Connections): Promise<boolean> {
  throttle.release();
  const clean = await gateway.release();
  await Promise.all([source.release(), target.release()]);
  return clean;
}
