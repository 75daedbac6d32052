import {
  MemoryBudget,
  PortError,
  ShardReplicator,
  TargetGateway,
  type Incarnation,
  type StreamDefinition,
  type StreamEvent,
  type StreamSnapshot,
} from '@slipstream/replication';
import { makeReason, NO_METADATA_SYNC, NO_PROGRESS_SYNC } from '@slipstream/shared';
import { FlowShard } from '../flow/flow-shard.js';
import { FlowSignals } from '../flow/flow-signals.js';
import type { FlowModel } from '../flow/flow-model.js';
import type { FlowStore } from '../flow/flow-store.js';
import type { LiveIncarnation } from '../lease/live-incarnation.js';
import type { RunningShard, ShardAssignment, ShardStart, WorkSession } from '../supervisor/work-session.js';
import type { SimBroker } from './sim-broker.js';
import type { StreamRow } from './sim-database.js';
import { SimQueueReader, SimTargetBroker, type TargetWorld } from './sim-ports.js';
import type { SimProcess } from './sim-process.js';

/** What sessions of a world share. */
export interface SessionWorld extends TargetWorld {
  sources: ReadonlyMap<string, SimBroker>;
  targets: ReadonlyMap<string, SimBroker>;
  onStreamEvent: (event: StreamEvent) => void;
  /** Streams as their worker reports them. */
  onReport: (streams: readonly StreamSnapshot[]) => void;
  /** Hears what workers report, for whoever looks for a cause. */
  trace: (what: string) => void;
}

/** Bytes that a simulated worker may read ahead. */
const READ_AHEAD_BYTES = 64 * 1024 * 1024;

/** Clusters of the one flow of a world. */
const SOURCE = 'east';
const TARGET = 'west';

/** What an incarnation works with in a simulated world: production's flow shards and engine over simulated ports. */
export class SimSession implements WorkSession {
  isTainted = false;
  readonly #signals = new FlowSignals();
  #gateway: TargetGateway | undefined;
  #users = 0;

  constructor(
    private readonly incarnation: LiveIncarnation,
    private readonly process: SimProcess,
    private readonly world: SessionWorld,
  ) {}

  async startShard(start: ShardStart): Promise<RunningShard> {
    // As FlowSession: a new gateway knows nothing of a send that the one before it left unanswered.
    if (!start.stoppedClean && this.#gateway === undefined) {
      this.isTainted = true;
      throw new PortError(makeReason('WAITING_FOR_FENCE', 'RECOVER', { cluster: TARGET }), false);
    }
    const gateway = this.#acquire();
    try {
      const shard = await this.#prepare(start, gateway);
      shard.start();
      return shard;
    } catch (error) {
      await this.#release(gateway);
      throw error;
    }
  }

  async close(): Promise<boolean> {
    return (await this.#gateway?.close()) ?? true;
  }

  reset(): void {
    this.#gateway?.reset();
  }

  async #prepare(start: ShardStart, gateway: TargetGateway): Promise<FlowShard> {
    const { world, process, incarnation } = this;
    const { database } = world;
    const store = this.#store();
    const predecessors = await store.predecessors(start.shardId);
    const { streams } = await store.loadShard(FLOW, start);
    const own =
      start.stoppedClean || predecessors.some(({ id }) => id === incarnation.id) ? [] : [incarnation];
    const lease = { shardId: start.shardId, workerId: incarnation.id, epoch: start.epoch };
    return new FlowShard({
      shard: start,
      lease,
      flow: FLOW,
      replicator: new ShardReplicator({
        streams,
        source: new SimQueueReader(process, world.sources, world, 'MASTER'),
        target: new SimQueueReader(process, world.targets, world, 'MASTER'),
        gateway,
        predecessors: [...predecessors, ...own],
        checkpoints: database.checkpoints(process, start.shardId, incarnation.id, start.epoch),
        clock: process.clock,
        guard: incarnation,
        observer: { event: (event) => world.onStreamEvent(event) },
        budget: new MemoryBudget(READ_AHEAD_BYTES),
        random: world.random,
      }),
      planner: null,
      syncs: [],
      plan: null,
      resumed: predecessors.length > 0,
      hasPredecessors: predecessors.length > 0,
      store,
      signals: this.#signals,
      retrySignals: new FlowSignals(),
      clock: process.clock,
      timing: { replanEveryMs: 8_000, reloadEveryMs: 10_000 },
      release: () => this.#release(gateway),
      onStreamsFound: () => undefined,
      onTrouble: () => undefined,
    });
  }

  #store(): FlowStore {
    const { process, world } = this;
    const { database } = world;
    return {
      loadFlow: () => Promise.resolve(FLOW),
      topicsCreated: () => Promise.resolve(),
      savePlan: () => Promise.resolve(),
      loadShard: async (_, shard) => ({
        plannedGeneration: 1,
        streams: (await database.streamsOf(process, shard.index)).map((row) => definitionOf(row, shard)),
      }),
      predecessors: (shardId): Promise<readonly Incarnation[]> => database.predecessors(process, shardId),
      clearPredecessors: ({ shardId, workerId, epoch }) =>
        database.clearPredecessors(process, shardId, workerId, epoch),
    };
  }

  #acquire(): TargetGateway {
    const { process, incarnation, world } = this;
    this.#users += 1;
    this.#gateway ??= new TargetGateway({
      brokers: (brokerName) => {
        const broker = world.targets.get(brokerName);
        if (broker === undefined) throw new Error(`no broker ${brokerName}`);
        return new SimTargetBroker(process, broker, world);
      },
      incarnation,
      clock: process.clock,
      guard: incarnation,
    });
    return this.#gateway;
  }

  async #release(gateway: TargetGateway): Promise<boolean> {
    this.#users -= 1;
    if (this.#users > 0) return true;
    if (this.#gateway === gateway) this.#gateway = undefined;
    return gateway.close();
  }
}

function definitionOf(row: StreamRow, shard: ShardAssignment): StreamDefinition {
  return {
    id: row.id,
    key: streamKeyOf(row.id),
    source: row.source,
    target: row.target,
    filter: { type: 'NONE' },
    sourceClusterId: SOURCE,
    targetClusterId: TARGET,
    epoch: shard.epoch,
    checkpoints: [...row.ring],
    gaps: [...row.gaps],
  };
}

/** Key of a stream as its copies carry it. */
export function streamKeyOf(streamId: number): string {
  return `sim-${streamId}`;
}

const FLOW: FlowModel = {
  id: 'flow',
  taskId: 'task',
  taskName: 'simulated',
  key: 'sim',
  direction: 'forward',
  isTwoWay: false,
  level: 'TOPIC',
  topics: {},
  routes: [],
  startFrom: { type: 'EARLIEST' },
  failurePolicy: { type: 'BLOCK' },
  compression: 'NONE',
  tag: null,
  metadata: NO_METADATA_SYNC,
  progress: NO_PROGRESS_SYNC,
  groups: {},
  generation: 1,
  plannedGeneration: 1,
  initialized: true,
  createdAt: 0,
  source: { id: SOURCE, name: SOURCE, clusterId: SOURCE, nameServers: [], addressMap: [], credentials: null },
  target: { id: TARGET, name: TARGET, clusterId: TARGET, nameServers: [], addressMap: [], credentials: null },
  streams: [],
};
