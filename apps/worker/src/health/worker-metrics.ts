import { collectDefaultMetrics, Counter, Gauge, Registry, type Aggregator } from 'prom-client';
import type { ShardReport, StreamEvent } from '@slipstream/replication';
import type { FlowModel } from '../flow/flow-model.js';
import { flowGauges } from '../report/sample-accumulator.js';
import type { ReportMetrics } from '../report/reporter.js';
import type { ShardAssignment } from '../supervisor/work-session.js';

type Labels = { task: string; task_id: string; direction: string };

const LABELS = ['task', 'task_id', 'direction'] as const;

/** A look at the event loop every 10 ms, as is the default, takes 0.7 % of a core: most of what an idle worker did. */
const LOOP_LAG_PRECISION_MS = 100;

interface FlowGauges {
  labels: Labels;
  shards: Map<string, Pick<ShardReport, 'delayMs' | 'lagMessages'>>;
}

/** What a worker tells Prometheus, named `rocketmq_replicator_*` with base units (design.md, public interface). */
export class WorkerMetrics implements ReportMetrics {
  readonly registry = new Registry();
  readonly #flows = new Map<string, FlowGauges>();
  readonly #in = this.#counter('messages_in_total', 'Messages read from the source.');
  readonly #out = this.#counter('messages_out_total', 'Messages stored at the target.');
  readonly #bytes = this.#counter('bytes_out_total', 'Body and property bytes stored at the target.');
  readonly #failed = this.#counter(
    'messages_failed_total',
    'Messages that the target did not take.',
    'reason',
  );
  readonly #skipped = this.#counter(
    'messages_skipped_total',
    'Messages that are not to be copied.',
    'reason',
  );
  readonly #gaps = this.#counter(
    'gap_messages_total',
    'Messages that the source deleted before they were read.',
  );
  readonly #throttled = this.#counter(
    'throttled_seconds_total',
    "Time in which the flow waited for its task's throttle.",
  );
  readonly #backoff = this.#counter(
    'backoff_seconds_total',
    'Time in which the flow backed off from a target that said busy.',
  );
  readonly #delay = this.#gauge(
    'delay_seconds',
    'Age of the oldest source message not yet at the target; absent when unknown.',
    'max',
  );
  readonly #lag = this.#gauge('lag_messages', 'Source messages not yet at the target; absent when unknown.');
  readonly #shards = new Gauge({
    name: 'rocketmq_replicator_shards',
    help: 'Shards that run here.',
    registers: [this.registry],
  });
  readonly #live = new Gauge({
    name: 'rocketmq_replicator_lease_live',
    help: 'Leases of this worker that run: one for each of its processes.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LOOP_LAG_PRECISION_MS });
  }

  /** The worker's lease begins or ends. */
  lease(isLive: boolean): void {
    this.#live.set(isLive ? 1 : 0);
  }

  flow(flow: FlowModel): void {
    const labels = { task: flow.taskName, task_id: flow.taskId, direction: flow.direction };
    const known = this.#flows.get(flow.id);
    if (known === undefined) this.#flows.set(flow.id, { labels, shards: new Map() });
    else known.labels = labels;
  }

  report(shard: ShardAssignment, report: ShardReport): void {
    const flow = this.#flows.get(shard.flowId);
    if (flow === undefined) return;
    const { labels } = flow;
    const { counts } = report;
    this.#in.inc(labels, counts.read);
    this.#out.inc(labels, counts.sent);
    this.#bytes.inc(labels, counts.bytes);
    this.#failed.inc({ ...labels, reason: 'refused' }, counts.failed);
    this.#skipped.inc({ ...labels, reason: 'loop' }, counts.skippedLoop);
    this.#skipped.inc({ ...labels, reason: 'filter' }, counts.filtered);
    this.#throttled.inc(labels, counts.throttledMs / 1_000);
    this.#backoff.inc(labels, counts.backoffMs / 1_000);
    flow.shards.set(shard.shardId, { delayMs: report.delayMs, lagMessages: report.lagMessages });
    this.#setGauges(flow);
  }

  gone(shard: ShardAssignment): void {
    const flow = this.#flows.get(shard.flowId);
    if (flow === undefined) return;
    flow.shards.delete(shard.shardId);
    this.#setGauges(flow);
  }

  event(flow: FlowModel, event: StreamEvent): void {
    const { messages } = event.details;
    const labels = this.#flows.get(flow.id)?.labels;
    if (event.kind === 'RETENTION_GAP' && typeof messages === 'number' && labels !== undefined)
      this.#gaps.inc(labels, messages);
  }

  /** A figure that is not known is NaN here and absent where it is shown, never 0: it makes the whole flow's unknown. */
  #setGauges({ labels, shards }: FlowGauges): void {
    if (shards.size === 0) {
      this.#delay.remove(labels);
      this.#lag.remove(labels);
    } else {
      const { delayMs, lagMessages } = flowGauges(shards.values());
      this.#delay.set(labels, delayMs === null ? Number.NaN : delayMs / 1_000);
      this.#lag.set(labels, lagMessages ?? Number.NaN);
    }
    this.#shards.set([...this.#flows.values()].reduce((sum, flow) => sum + flow.shards.size, 0));
  }

  #counter(name: string, help: string, ...more: string[]): Counter {
    return new Counter({
      name: `rocketmq_replicator_${name}`,
      help,
      labelNames: [...LABELS, ...more],
      registers: [this.registry],
    });
  }

  /** @param aggregator how those of several processes, each with other shards of a flow, become one */
  #gauge(name: string, help: string, aggregator: Aggregator = 'sum'): Gauge {
    return new Gauge({
      name: `rocketmq_replicator_${name}`,
      help,
      aggregator,
      labelNames: [...LABELS],
      registers: [this.registry],
    });
  }
}
