import {
  AbortedError,
  isEmptyPlan,
  LeaseLostError,
  PortError,
  type Clock,
  type ShardReplicator,
  type ShardReport,
} from '@slipstream/replication';
import type { Reason } from '@slipstream/shared';
import { abortable } from '../adapters/abortable.js';
import { clientKey } from '../adapters/client-pool.js';
import { RestartRequest, type RunningShard, type ShardAssignment } from '../supervisor/work-session.js';
import type { TaskSync } from '../sync/task-sync.js';
import type { FlowModel } from './flow-model.js';
import type { FlowPlanner, PlanResult } from './flow-planner.js';
import type { FlowSignals } from './flow-signals.js';
import type { FlowStore, LeaseOf } from './flow-store.js';
import { WakeableWait } from './wakeable-wait.js';

/** Times of a running shard, ms. */
export interface FlowShardTiming {
  /** Between two looks at both clusters for new topics and queues, by the owner of shard 0. */
  replanEveryMs: number;
  /** Between two looks for new streams when no notification comes. */
  reloadEveryMs: number;
}

/** What production runs with. */
export const FLOW_SHARD_TIMING: FlowShardTiming = { replanEveryMs: 8_000, reloadEveryMs: 30_000 };

/** What a running shard is made of. */
export interface FlowShardParts {
  shard: ShardAssignment;
  lease: LeaseOf;
  flow: FlowModel;
  replicator: ShardReplicator;
  /** Given to the owner of shard 0. */
  planner: FlowPlanner | null;
  /** What the start was planned with; null when it was planned before. */
  plan: PlanResult | null;
  resumed: boolean;
  hasPredecessors: boolean;
  store: FlowStore;
  signals: FlowSignals;
  retrySignals: FlowSignals;
  clock: Clock;
  timing: FlowShardTiming;
  /** Of the task; given to the owner of the forward flow's shard 0. */
  syncs: readonly TaskSync[];
  /** Gives back connections; false when something unanswered may still land. */
  release: () => Promise<boolean>;
  onStreamsFound: (flow: FlowModel, plan: PlanResult) => void;
  onTrouble: (what: string, error: unknown) => void;
}

/** One shard of a flow at work: its replicator, and the loops that keep its streams up to date. */
export class FlowShard implements RunningShard {
  readonly resumed: boolean;
  readonly #ended = Promise.withResolvers<Error>();
  readonly #stopping = new AbortController();
  readonly #loops: Promise<void>[] = [];
  readonly #troubles = new Map<string, string>();
  #problem: Reason | null;
  #planReason: Reason | null;
  #version: string | undefined;

  constructor(private readonly parts: FlowShardParts) {
    this.resumed = parts.resumed;
    this.#planReason = parts.plan?.reason ?? null;
    this.#problem = this.#planReason;
    this.#version = parts.plan?.version;
  }

  get ended(): Promise<Error> {
    return this.#ended.promise;
  }

  /** Starts the replicator and the loops around it. */
  start(): void {
    const { replicator, retrySignals, shard } = this.parts;
    replicator.start();
    const off = retrySignals.on(shard.flowId, () => replicator.wakeRetries());
    this.#stopping.signal.addEventListener('abort', off, { once: true });
    void replicator.failed.then((error) => this.#ended.resolve(error));
    if (this.parts.hasPredecessors) void replicator.fenced.then(() => this.#forgetPredecessors());
    this.#loops.push(this.#loop((signal) => this.#reload(signal)));
    for (const sync of this.parts.syncs) this.#loops.push(this.#loop((signal) => sync.run(signal)));
    const { planner } = this.parts;
    if (planner !== null) this.#loops.push(this.#loop((signal) => this.#replan(planner, signal)));
  }

  report(): ShardReport {
    const report = this.parts.replicator.report();
    return { ...report, reason: report.reason ?? this.#problem };
  }

  async stop(): Promise<{ clean: boolean }> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
    const { clean } = await this.parts.replicator.stop();
    const closed = await this.parts.release();
    return { clean: clean && closed };
  }

  /** Takes in streams that were planned since. */
  async #reload(signal: AbortSignal): Promise<void> {
    const { store, shard, replicator, signals, clock, timing } = this.parts;
    const wait = new WakeableWait(clock);
    const off = signals.on(shard.flowId, () => wait.wake());
    try {
      while (!signal.aborted) {
        await wait.wait(timing.reloadEveryMs, signal);
        await this.#attempt('load new streams', async () => {
          const flow = await this.#loadFlow();
          const { streams } = await store.loadShard(flow, shard, replicator.streamIds);
          replicator.add(streams);
        });
      }
    } finally {
      off();
    }
  }

  /** Looks at both clusters again and again. */
  async #replan(planner: FlowPlanner, signal: AbortSignal): Promise<void> {
    const { store, shard, lease, clock, timing } = this.parts;
    // What was planned before this owner came may be old by now: look at once.
    if (this.#version !== undefined) await clock.sleep(timing.replanEveryMs, signal);
    while (!signal.aborted) {
      await this.#attempt('look for new topics', async () => {
        const flow = await this.#loadFlow();
        const plan = await planner.planAgain(flow, this.#version);
        if (plan !== undefined) await store.topicsCreated(flow, lease, plan.created);
        if (plan !== undefined && !isEmptyPlan(plan)) {
          if (signal.aborted) return;
          await store.savePlan(shard.flowId, lease, { generation: shard.generation, ...plan });
          if (plan.add.length > 0) this.parts.onStreamsFound(flow, plan);
        }
        if (plan !== undefined) {
          this.#version = plan.version;
          this.#planReason = plan.reason;
        }
        this.#problem = this.#planReason;
      });
      await clock.sleep(timing.replanEveryMs, signal);
    }
  }

  /** The flow as it is now. Another spec is the supervisor's business; other addresses or credentials need a new start. */
  async #loadFlow(): Promise<FlowModel> {
    const flow = await this.parts.store.loadFlow(this.parts.shard.flowId);
    if (flow === null) throw new LeaseLostError('the flow is gone');
    const before = this.parts.flow;
    if (
      clientKey(flow.source) !== clientKey(before.source) ||
      clientKey(flow.target) !== clientKey(before.target)
    )
      throw new RestartRequest('a cluster was edited');
    return flow;
  }

  /** A failure of a background step holds nothing back: it is shown, and the step is tried again at its pace. */
  async #attempt(what: string, step: () => Promise<void>): Promise<void> {
    try {
      await abortable(step(), this.#stopping.signal);
      this.#troubles.delete(what);
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      if (error instanceof LeaseLostError || error instanceof RestartRequest)
        return this.#ended.resolve(error);
      if (error instanceof PortError) this.#problem = error.reason;
      this.#tellOnce(what, error);
    }
  }

  /** The same trouble over many attempts is one line in the log. */
  #tellOnce(what: string, error: unknown): void {
    const said = error instanceof Error ? error.message : String(error);
    if (this.#troubles.get(what) === said) return;
    this.#troubles.set(what, said);
    this.parts.onTrouble(what, error);
  }

  async #loop(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await run(this.#stopping.signal);
    } catch (error) {
      if (!(error instanceof AbortedError))
        this.#ended.resolve(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #forgetPredecessors(): void {
    this.parts.store
      .clearPredecessors(this.parts.lease)
      .catch((error: unknown) => this.parts.onTrouble('clear predecessors', error));
  }
}
