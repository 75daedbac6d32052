import type {
  EventRepository,
  ProgressRepository,
  ProgressStreamRecord,
  SyncStatusRepository,
  TaskClusters,
} from '@slipstream/database';
import { AbortedError } from '@slipstream/replication';
import {
  applyPlan,
  ProgressEngine,
  toProgressViews,
  type ProgressClient,
  type ProgressPlan,
  type ProgressRow,
} from '@slipstream/replication/progress';
import {
  isSystemGroup,
  makeReason,
  SYNC_INTERVAL_MS,
  type ProgressSense,
  type Reason,
} from '@slipstream/shared';
import { compileTopicSelection } from '@slipstream/shared/topic-selection';
import type { TaskSync, TaskSyncContext } from '../sync/task-sync.js';
import { HeldGroups } from './held-groups.js';

/** What progress of a task is stored in, and told to. */
export interface ProgressSyncDependencies {
  progress: Pick<ProgressRepository, 'streams' | 'heads' | 'save' | 'prune'>;
  status: Pick<SyncStatusRepository, 'save'>;
  events: Pick<EventRepository, 'add'>;
  onTrouble: (what: string, error: unknown) => void;
}

/** What it works with of a {@link TaskSyncContext}: clients as progress needs them. */
export type ProgressContext = Pick<TaskSyncContext, 'flow' | 'clock'> & {
  incarnation: Pick<TaskSyncContext['incarnation'], 'mayWrite'>;
  source: ProgressClient;
  target: ProgressClient;
};

/** Between two times that all of a stream is read and not only how far it is, ms: another task may have got a filter. */
const STREAMS_EVERY_MS = 60_000;

/** Carries the progress of a task's groups, look by look, and says how far it is (P-01 to P-04). */
export class ProgressSync implements TaskSync {
  readonly #engine: ProgressEngine;
  readonly #held: HeldGroups;
  readonly #selects: (consumerGroup: string) => boolean;
  readonly #senses: readonly ProgressSense[];
  readonly #clusters: TaskClusters;
  /** Rows as they were last stored, as text. */
  readonly #stored = new Map<string, string>();
  #streams: readonly ProgressStreamRecord[] = [];
  #streamsAt = Number.NEGATIVE_INFINITY;
  #last: ProgressPlan | undefined;

  constructor(
    private readonly context: ProgressContext,
    private readonly deps: ProgressSyncDependencies,
  ) {
    const { flow, source, target, clock } = context;
    this.#engine = new ProgressEngine({
      taskId: flow.taskId,
      source: { client: source, clusterId: flow.source.clusterId },
      target: { client: target, clusterId: flow.target.clusterId },
      clock,
    });
    this.#held = new HeldGroups(() => clock.monotonic());
    const matches = compileTopicSelection(flow.groups);
    this.#selects = (group) => !isSystemGroup(group) && matches(group);
    this.#senses = [
      ...(flow.progress.toTarget ? (['TO_TARGET'] as const) : []),
      ...(flow.progress.toSource ? (['TO_SOURCE'] as const) : []),
    ];
    this.#clusters = { sourceClusterId: flow.source.id, targetClusterId: flow.target.id };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, flow } = this.context;
    const { status } = this.deps;
    while (!signal.aborted) {
      const began = clock.monotonic();
      let reason: Reason | null = null;
      await this.#attempt('carry progress', signal, async () => {
        if (this.#last === undefined) await this.#begin();
        if (this.#senses.length > 0) reason = await this.#round(signal);
      });
      const tookMs = clock.monotonic() - began;
      await this.#attempt('store the look at progress', signal, () =>
        status.save(flow.taskId, 'PROGRESS', { tookMs, reason }),
      );
      // An edit begins all of this again.
      if (this.#senses.length === 0) return;
      await clock.sleep(Math.max(0, SYNC_INTERVAL_MS - (clock.monotonic() - began)), signal);
    }
  }

  /** Drops rows that the spec no longer asks for; what was held before was told before. */
  async #begin(): Promise<void> {
    const { flow } = this.context;
    await this.#loadStreams();
    const pairs = new Set(
      this.#streams
        .filter(({ taskId, retired }) => taskId === flow.taskId && !retired)
        .flatMap(({ source, target }) => [
          JSON.stringify([source.topic, target.topic]),
          JSON.stringify([target.topic, source.topic]),
        ]),
    );
    const kept = await this.deps.progress.prune(
      flow.taskId,
      ({ sense, consumerGroup, fromTopic, toTopic }) =>
        this.#senses.includes(sense) &&
        this.#selects(consumerGroup) &&
        pairs.has(JSON.stringify([fromTopic, toTopic])),
    );
    this.#held.begin(kept);
  }

  async #round(signal: AbortSignal): Promise<Reason | null> {
    const { flow, clock, incarnation, source, target } = this.context;
    await this.#loadStreams();
    const plan = await this.#engine.look({
      senses: this.#senses,
      streams: this.#streams,
      selects: this.#selects,
      signal,
    });
    if (plan !== this.#last) {
      const done = await applyPlan(plan, {
        clientTo: (sense) => (sense === 'TO_TARGET' ? target : source),
        mayWrite: () => incarnation.mayWrite() && !signal.aborted,
        wrote: (write, at) => this.#engine.wrote(write, at),
        now: () => clock.now(),
        signal,
      });
      await this.#store(toProgressViews(done.topics));
      this.#last = plan;
    }
    const [unseen] = plan.unseen;
    if (unseen === undefined) return null;
    const cluster = unseen.side === 'SOURCE' ? flow.source.name : flow.target.name;
    return makeReason('BROKER_UNREACHABLE', 'READ', {
      cluster,
      subject: unseen.brokerName,
      said: unseen.said,
    });
  }

  async #loadStreams(): Promise<void> {
    const { progress } = this.deps;
    const now = this.context.clock.monotonic();
    if (now - this.#streamsAt < STREAMS_EVERY_MS) {
      const heads = new Map((await progress.heads(this.#clusters)).map((head) => [head.id, head]));
      const merged = this.#streams.map((stream) => ({ ...stream, ...heads.get(stream.id) }));
      if (heads.size === merged.length && merged.every(({ id }) => heads.has(id))) {
        this.#streams = merged;
        return;
      }
    }
    this.#streams = await progress.streams(this.#clusters);
    this.#streamsAt = now;
  }

  async #store(rows: readonly ProgressRow[]): Promise<void> {
    const { flow, incarnation } = this.context;
    const texts = new Map(rows.map((row) => [row, JSON.stringify(row)]));
    const changed = rows.filter((row) => this.#stored.get(keyOf(row)) !== texts.get(row));
    if (!incarnation.mayWrite()) return;
    await this.deps.progress.save(flow.taskId, changed);
    for (const row of changed) this.#stored.set(keyOf(row), texts.get(row) ?? '');
    for (const details of this.#held.news(rows))
      await this.deps.events.add({
        kind: 'PROGRESS_HELD',
        severity: 'WARNING',
        taskId: flow.taskId,
        actor: null,
        details: { ...details },
      });
  }

  /** A failure is told and the next look tries again. */
  async #attempt(what: string, signal: AbortSignal, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (signal.aborted) throw new AbortedError();
      this.deps.onTrouble(what, error);
    }
  }
}

function keyOf({ sense, consumerGroup, fromTopic, toTopic }: ProgressRow): string {
  return JSON.stringify([sense, consumerGroup, fromTopic, toTopic]);
}
