import { decompressBody } from '@slipstream/rocketmq-remoting/message';
import type { EventKind, FailurePolicy, RouteFilter, TaskTag } from '@slipstream/shared';
import type { BatchCompressor } from '../ports/batch-compressor.js';
import type { Checkpoint } from '../ports/checkpoint-store.js';
import type { LeaseGuard } from '../ports/lease-guard.js';
import type { StreamEvent } from '../ports/observer.js';
import type { Incarnation } from '../ports/target-broker.js';
import { readProvenance } from '../provenance.js';
import { ShardReplicator } from '../shard/shard-replicator.js';
import { MemoryBudget } from '../stream/memory-budget.js';
import type { StreamDefinition } from '../stream/stream-definition.js';
import { TargetGateway } from '../target/target-gateway.js';
import type { FlowPace } from '../throttle/task-throttle.js';
import { DEFAULT_TUNING, type Tuning } from '../tuning.js';
import { InMemoryCheckpoints } from './in-memory-checkpoints.js';
import { InMemoryBroker } from './in-memory-cluster.js';
import { InMemoryFailures } from './in-memory-failures.js';
import { ManualClock } from './manual-clock.js';

/** A running worker of a {@link World}. */
export interface WorldWorker {
  incarnation: Incarnation;
  shard: ShardReplicator;
  gateway: TargetGateway;
  guard: LeaseGuard & { isValid: boolean };
}

/** Options of a {@link World}. */
export interface WorldOptions {
  queues?: number;
  filter?: RouteFilter;
  tuning?: Partial<Tuning>;
  start?: Partial<Checkpoint>;
  random?: () => number;
  failurePolicy?: FailurePolicy;
  compressor?: BatchCompressor;
  tag?: TaskTag;
}

/** Two in-memory brokers, a checkpoint store and the workers of one shard: topic `orders`, from cluster `east` to `west`. */
export class World {
  readonly clock = new ManualClock();
  readonly source = new InMemoryBroker('source-a', this.clock);
  readonly target = new InMemoryBroker('target-a', this.clock);
  readonly checkpoints = new InMemoryCheckpoints();
  readonly failures = new InMemoryFailures(this.checkpoints);
  readonly events: StreamEvent[] = [];
  readonly queues: number;
  #workers = 0;
  #starts = 0;
  #unfenced: Incarnation[] = [];

  constructor(private readonly options: WorldOptions = {}) {
    this.queues = options.queues ?? 1;
    for (let queue = 0; queue < this.queues; queue++) {
      const start = {
        generation: 1,
        sourceOffset: 0,
        targetOffset: 0,
        sourceIdentity: null,
        targetIdentity: null,
      };
      this.checkpoints.put({ streamId: queue, ...start, ...options.start });
    }
  }

  /**
   * A worker takes the shard under the next epoch.
   *
   * @param pace what the worker's streams are throttled by; nothing when left out
   * @param handOver `clean` when the worker before it was stopped in good order; otherwise all are fenced that were not yet
   * @param who a worker that may have connections already; a new one when left out
   */
  startWorker(
    handOver: 'clean' | 'dirty' = 'dirty',
    pace?: FlowPace,
    who: Omit<WorldWorker, 'shard'> = this.addWorker(),
  ): WorldWorker {
    if (handOver === 'clean') this.#unfenced = [];
    const predecessors = [...this.#unfenced];
    if (this.#starts > 0) this.checkpoints.epoch += 1;
    this.#starts += 1;
    const { epoch } = this.checkpoints;
    const { incarnation, gateway, guard } = who;
    const shard = new ShardReplicator({
      streams: Array.from({ length: this.queues }, (_, queue) => this.#definition(queue, epoch)),
      source: this.source,
      target: this.target,
      gateway,
      predecessors,
      checkpoints: this.checkpoints.under(epoch),
      failures: {
        store: this.failures.under(epoch, (queue) => this.#definition(queue, epoch)),
        policy: this.options.failurePolicy ?? { type: 'BLOCK' },
      },
      clock: this.clock,
      guard,
      observer: { event: (event) => this.events.push(event) },
      budget: new MemoryBudget(64 * 1024 * 1024),
      tuning: { ...DEFAULT_TUNING, ...this.options.tuning },
      random: this.options.random ?? (() => 0.5),
      ...(pace === undefined ? {} : { pace }),
      ...(this.options.compressor && { compressor: this.options.compressor }),
      tag: this.options.tag ?? null,
    });
    this.#unfenced.push(incarnation);
    void shard.fenced.then(
      () => (this.#unfenced = this.#unfenced.filter((other) => !predecessors.includes(other))),
    );
    shard.start();
    return { incarnation, shard, gateway, guard };
  }

  /** A worker that has no shard yet. */
  addWorker(): Omit<WorldWorker, 'shard'> {
    this.#workers += 1;
    const incarnation = { id: `w${this.#workers}`, producerGroup: `SLIPSTREAM_w${this.#workers}` };
    const guard = { isValid: true, mayWrite: () => guard.isValid };
    const gateway = new TargetGateway({ brokers: () => this.target, incarnation, clock: this.clock, guard });
    return { incarnation, gateway, guard };
  }

  /** kill -9: whatever the worker had sent is out of its hands, and it never does anything again. */
  kill(worker: WorldWorker): void {
    worker.guard.isValid = false;
    worker.gateway.reset();
    void worker.shard.stop();
  }

  /** Sends `count` messages with bodies `<queue>-<number>` to a source queue. */
  produce(queue: number, count: number): void {
    const from = this.source.content('orders', queue).length;
    this.source.produce(
      'orders',
      queue,
      Array.from({ length: count }, (_, index) => ({
        body: `${queue}-${from + index}`,
        properties: {
          UNIQ_KEY: `KEY-${queue}-${from + index}`,
          TAGS: (from + index) % 2 === 0 ? 'even' : 'odd',
        },
      })),
    );
  }

  /** Bodies of the copies in a target queue as a consumer gets them, in order. */
  copies(queue = 0): string[] {
    return this.target
      .content('orders', queue)
      .filter((message) => readProvenance(message) !== undefined)
      .map((message) => decompressBody(message).toString());
  }

  /** Bodies of a source queue, in order. */
  originals(queue = 0): string[] {
    return this.source.content('orders', queue).map((message) => message.body.toString());
  }

  eventsOf(kind: EventKind): StreamEvent[] {
    return this.events.filter((event) => event.kind === kind);
  }

  #definition(queue: number, epoch: number): StreamDefinition {
    return {
      id: queue,
      key: `flow-${queue}`,
      source: { topic: 'orders', brokerName: 'source-a', queueId: queue },
      target: { topic: 'orders', brokerName: 'target-a', queueId: queue },
      filter: this.options.filter ?? { type: 'NONE' },
      sourceClusterId: 'east',
      targetClusterId: 'west',
      epoch,
      checkpoints: this.checkpoints.ring(queue),
      gaps: this.checkpoints.gaps(queue),
    };
  }
}
