import {
  EVENTS_OF_POSITION,
  type Clock,
  type ShardReport,
  type StreamEvent,
  type StreamSnapshot,
} from '@slipstream/replication';
import type { EventKind } from '@slipstream/shared';
import type { FlowModel } from '../flow/flow-model.js';
import type { PlanResult } from '../flow/flow-planner.js';
import type { FlowListener } from '../flow/flow-session.js';
import type { PhaseReport } from '../supervisor/shard-leases.js';
import type { SupervisorListener } from '../supervisor/supervisor.js';
import type { ShardAssignment } from '../supervisor/work-session.js';
import { SampleAccumulator, type FlowSample } from './sample-accumulator.js';
import { StreamStatuses } from './stream-statuses.js';
import { TaskEvents } from './task-events.js';

/** An event on its way to the database. */
export interface EventToAdd {
  kind: EventKind;
  severity: 'INFO' | 'WARNING' | 'ERROR';
  taskId: string;
  details: Record<string, unknown>;
}

/** Where what a worker sees is written to. */
export interface ReportStore {
  insertSamples(samples: readonly FlowSample[]): Promise<void>;
  saveStatuses(streams: readonly StreamSnapshot[]): Promise<void>;
  addEvent(event: EventToAdd): Promise<void>;
}

/** Figures for Prometheus. */
export interface ReportMetrics {
  /** Names of a flow that runs here. */
  flow(flow: FlowModel): void;
  report(shard: ShardAssignment, report: ShardReport): void;
  gone(shard: ShardAssignment): void;
  event(flow: FlowModel, event: StreamEvent): void;
}

/** The log as the reporter needs it. */
export interface ReportLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** Events that wait for PostgreSQL; older ones are logged and given up above this. */
const MAX_WAITING_EVENTS = 1_000;
const TRIES_PER_FLUSH = 50;

/**
 * Collects what shards say and writes it: samples and stream states every 5 s, events at once. Holds on to what could not
 * be written, within bounds.
 */
export class Reporter implements SupervisorListener, FlowListener {
  readonly #samples = new SampleAccumulator();
  readonly #statuses = new StreamStatuses();
  readonly #taskEvents = new TaskEvents();
  readonly #streamsOf = new Map<string, readonly StreamSnapshot[]>();
  #finished: number[] = [];
  #events: EventToAdd[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: ReportStore,
    private readonly metrics: ReportMetrics,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly log: ReportLog,
  ) {}

  claimed(shard: ShardAssignment, predecessors: readonly string[]): void {
    this.log.info({ shard, predecessors }, 'shard claimed');
    if (predecessors.length === 0) return;
    this.#event({
      kind: 'SHARD_TAKEN_OVER',
      severity: 'WARNING',
      taskId: shard.taskId,
      details: { shard: shard.index, flowId: shard.flowId, predecessors },
    });
  }

  phase(shard: ShardAssignment, report: PhaseReport): void {
    const details = {
      shardId: shard.shardId,
      taskId: shard.taskId,
      shard: shard.index,
      phase: report.phase,
      reason: report.reason,
    };
    if (report.reason === null) this.log.info(details, 'shard phase');
    else this.log.warn(details, 'shard phase');
    const event = this.#taskEvents.phase(shard, report);
    if (event !== undefined)
      this.#event({ ...event, details: event.reason === null ? {} : { reason: event.reason } });
  }

  report(shard: ShardAssignment, report: ShardReport): void {
    this.#samples.add(shard.flowId, shard.shardId, report);
    this.#statuses.add(report);
    this.#streamsOf.set(shard.shardId, report.streams);
    this.metrics.report(shard, report);
  }

  gone(shard: ShardAssignment, inOrder: boolean): void {
    const streams = (this.#streamsOf.get(shard.shardId) ?? []).map(({ streamId }) => streamId);
    this.#streamsOf.delete(shard.shardId);
    // The last state of a shard that was stopped is still to be written; that of a lost one is its new owner's to tell.
    if (inOrder) this.#finished.push(...streams);
    else this.#statuses.remove(streams);
    this.#samples.remove(shard.flowId, shard.shardId);
    this.#taskEvents.gone(shard);
    this.metrics.gone(shard);
    this.log.info(
      { shardId: shard.shardId, taskId: shard.taskId, shard: shard.index, inOrder },
      'shard left',
    );
  }

  flow(flow: FlowModel): void {
    this.metrics.flow(flow);
  }

  streamEvent(flow: FlowModel, event: StreamEvent): void {
    this.metrics.event(flow, event);
    // Stored with the checkpoint that passes it.
    if (EVENTS_OF_POSITION.has(event.kind))
      return this.log.warn({ flowId: flow.id, event }, 'source position');
    const details = { ...event.details, direction: flow.direction, streamId: event.streamId };
    this.#event({ kind: event.kind, severity: event.severity, taskId: flow.taskId, details });
  }

  streamsFound(flow: FlowModel, plan: PlanResult): void {
    const topics = [...new Set(plan.add.map((stream) => stream.source.topic))].slice(0, 20);
    this.#event({
      kind: 'STREAMS_FOUND',
      severity: 'INFO',
      taskId: flow.taskId,
      details: { direction: flow.direction, streams: plan.add.length, topics },
    });
  }

  /** Something happened beside the messages. */
  syncEvent(event: EventToAdd): void {
    this.#event(event);
  }

  trouble(what: string, error: unknown): void {
    this.log.warn({ err: error }, `could not ${what}`);
  }

  /** Writes what is due; call it every 5 s, and once at the end. Failures are logged and made up for later. */
  async flush(): Promise<void> {
    await Promise.all([this.#writeSamples(), this.#writeStatuses(), this.#writeEvents()]);
  }

  async #writeSamples(): Promise<void> {
    const samples = this.#samples.take(this.clock.now());
    if (samples.length === 0) return;
    try {
      await this.store.insertSamples(samples);
    } catch (error) {
      this.#samples.putBack(samples);
      this.trouble('write samples', error);
    }
  }

  async #writeStatuses(): Promise<void> {
    const changed = this.#statuses.changed();
    const finished = this.#finished;
    try {
      if (changed.length > 0) await this.store.saveStatuses(changed);
      this.#statuses.saved(changed);
      if (finished.length === 0) return;
      const running = new Set([...this.#streamsOf.values()].flat().map(({ streamId }) => streamId));
      this.#statuses.remove(finished.filter((id) => !running.has(id)));
      this.#finished = this.#finished.slice(finished.length);
    } catch (error) {
      this.trouble('write stream states', error);
    }
  }

  #event(event: EventToAdd): void {
    this.#events.push(event);
    if (this.#events.length > MAX_WAITING_EVENTS)
      this.log.warn({ event: this.#events.shift() }, 'event given up');
    void this.#writeEvents();
  }

  /** One event after the other, in the order in which they happened. */
  #writeEvents(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      for (let written = 0; written < TRIES_PER_FLUSH; written++) {
        const [event] = this.#events;
        if (event === undefined) return;
        try {
          await this.store.addEvent(event);
        } catch (error) {
          return this.trouble('write an event', error);
        }
        if (this.#events[0] === event) this.#events.shift();
      }
    });
    return this.#writing;
  }
}
