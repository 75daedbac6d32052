import type { StreamEvent, StreamSnapshot } from '@slipstream/replication';
import { crc32 } from 'node:zlib';
import { NO_TROUBLE, SimBroker } from './sim-broker.js';
import { SimDatabase } from './sim-database.js';
import { SimNetwork } from './sim-network.js';
import type { SessionWorld } from './sim-session.js';
import { SimWorker } from './sim-worker.js';
import { Random } from './random.js';
import type { SimProcess } from './sim-process.js';
import { Truth } from './truth.js';
import { VirtualTime } from './virtual-time.js';

/** The one topic of a world. */
export const TOPIC = 'orders';
/** The one broker of the source cluster. */
export const SOURCE_BROKER = 'source-a';

/** What a world is made of. */
export interface SimWorldOptions {
  seed: number;
  sourceQueues: number;
  targetBrokers: number;
  /** Queues of the topic on each target broker. */
  targetQueues: number;
  workers: number;
  /** Hears every step of the history. */
  onTrace?: (line: string) => void;
}

/** Chance that a process is stopped between its lease check and its write, and for how long at most, ms. */
export interface StopInWrite {
  chance: number;
  maxMs: number;
}

/** Two clusters, PostgreSQL, a network and workers that run production's code, all in virtual time. */
export class SimWorld implements SessionWorld {
  readonly random: Random['next'];
  readonly draw: Random;
  readonly time = new VirtualTime();
  readonly network: SimNetwork;
  readonly database: SimDatabase;
  readonly source: SimBroker;
  readonly sources: ReadonlyMap<string, SimBroker>;
  readonly targets: ReadonlyMap<string, SimBroker>;
  readonly truth = new Truth();
  readonly workers = new Map<string, SimWorker>();
  readonly violations: string[] = [];
  ownUserChance = 0;
  stopInWrite: StopInWrite = { chance: 0, maxMs: 0 };
  /** False once PostgreSQL's own clock was moved: then a lease does not say who may write, only fences do. */
  leasesAreExclusive = true;
  takeovers = 0;
  #sourceQueues: number;
  #targetQueues: number;
  #digest = 0;
  readonly #snapshots = new Map<number, StreamSnapshot>();
  #starts = 0;

  constructor(private readonly options: SimWorldOptions) {
    const { seed, sourceQueues, targetBrokers, targetQueues, workers } = options;
    this.draw = new Random(seed);
    this.random = this.draw.next;
    this.#sourceQueues = sourceQueues;
    this.#targetQueues = targetQueues;
    this.network = new SimNetwork(this.time, this.draw);
    this.database = new SimDatabase(this.time, this.network, this.draw, {
      claimed: (epoch, unfenced) => {
        this.note(`claimed ${epoch} ${unfenced}`);
        if (unfenced > 0) this.takeovers += 1;
      },
      checkpoint: (stream, checkpoint) => this.truth.noteCheckpoint(stream, checkpoint, this.targets),
      changed: () => this.#notify(),
    });
    this.source = new SimBroker(SOURCE_BROKER, this.time, this.draw, 'east');
    this.sources = new Map([[SOURCE_BROKER, this.source]]);
    this.targets = new Map(
      Array.from({ length: targetBrokers }, (_, index) => {
        const name = `target-${index}`;
        const broker = new SimBroker(name, this.time, this.draw, 'west', (batch, firstOffset) =>
          this.note(`${name} ${batch.topic}#${batch.queueId}@${firstOffset}+${batch.entries.length}`),
        );
        return [name, broker];
      }),
    );
    this.#plan();
    for (let index = 1; index <= workers; index++) this.startWorker(`w${index}`);
  }

  /** Grows with everything that is stored or claimed: two runs of one seed end with the same figure. */
  get digest(): number {
    return this.#digest;
  }

  note(what: string): void {
    this.#digest = crc32(`${this.time.now} ${what}`, this.#digest);
    this.trace(what);
  }

  /** Tells whoever looks for the cause of a failure what happens; no part of the digest. */
  trace(what: string): void {
    this.options.onTrace?.(`${(this.time.now / 1000).toFixed(3)} ${what}`);
  }

  /** Starts a worker on a machine; nothing happens when one runs there. */
  startWorker(machine: string): void {
    const present = this.workers.get(machine);
    if (present !== undefined && !present.process.isKilled) return;
    this.#starts += 1;
    this.workers.set(machine, new SimWorker(machine, this.#starts, this));
  }

  /** Processes that are not killed, stopped ones included. */
  get liveWorkers(): readonly SimWorker[] {
    return [...this.workers.values()].filter(({ process }) => !process.isKilled);
  }

  get target(): SimBroker {
    return this.draw.pick([...this.targets.values()]);
  }

  /** Messages for a source queue, as its producers send them. */
  produce(messages: number): void {
    const queueId = this.draw.between(0, this.#sourceQueues - 1);
    const batch = this.truth.next(queueId, messages);
    if (this.source.produce(TOPIC, queueId, batch)) this.truth.sent(queueId, batch);
  }

  /** A producer of the target cluster writes to the topic too. */
  produceLocally(): void {
    const broker = this.target;
    const queueId = this.draw.between(0, this.#targetQueues - 1);
    const body = `local-${this.truth.locals++}`;
    broker.produce(TOPIC, queueId, [{ body, uniqueKey: body }]);
  }

  /** The source loses the newest messages of its commit log and starts again. */
  sourceLosesPower(messages: number): void {
    this.source.losePower(messages);
    for (let queueId = 0; queueId < this.#sourceQueues; queueId++) {
      this.truth.truncateSource(queueId, this.source.content(TOPIC, queueId));
    }
  }

  /** The topic of the source is deleted and made again. */
  recreateSource(): void {
    this.source.recreate(TOPIC);
    for (let queueId = 0; queueId < this.#sourceQueues; queueId++) this.truth.truncateSource(queueId, []);
  }

  /** Retention at the source. */
  expireAtSource(messages: number): void {
    const queueId = this.draw.between(0, this.#sourceQueues - 1);
    this.truth.expiredAtSource(this.source.expire(TOPIC, queueId, messages));
  }

  /** Retention at a target: of what is older than `ageMs`. */
  expireAtTarget(ageMs: number): void {
    const broker = this.target;
    const queueId = this.draw.between(0, this.#targetQueues - 1);
    const before = broker.process.clock.now() - ageMs;
    const old = broker.content(TOPIC, queueId).filter(({ storeTimestamp }) => storeTimestamp < before);
    this.truth.expiredAtTarget(broker.name, broker.expire(TOPIC, queueId, old.length));
  }

  /** More queues at either side; what is mapped stays as it is. */
  addQueues(side: 'SOURCE' | 'TARGET'): void {
    if (side === 'SOURCE') this.#sourceQueues += 1;
    else this.#targetQueues += 1;
    this.#plan();
  }

  /** Everything that was broken is whole again, and somebody is there to work. */
  heal(): void {
    this.network.healAll();
    this.stopInWrite = { chance: 0, maxMs: 0 };
    this.database.recover();
    for (const broker of [this.source, ...this.targets.values()]) {
      broker.trouble = NO_TROUBLE;
      broker.process.continue();
      broker.start();
    }
    for (const { process } of this.workers.values()) process.continue();
    for (const machine of this.workers.keys()) this.startWorker(machine);
  }

  beforeWrite(process: SimProcess, batch: { topic: string }, incarnationId: string): void {
    if (!process.isRunning || this.targets.has(batch.topic)) return;
    if (this.leasesAreExclusive && !this.database.holdsLease(incarnationId))
      this.violations.push(`${incarnationId} wrote at ${this.time.now} after its lease had ended`);
    if (!this.draw.chance(this.stopInWrite.chance)) return;
    process.stop();
    this.time.after(this.draw.between(1_000, this.stopInWrite.maxMs), () => process.continue());
  }

  onStreamEvent(event: StreamEvent): void {
    this.note(`${event.kind} ${event.streamId}`);
    this.trace(JSON.stringify(event.details));
    this.truth.noteEvent(event);
  }

  onReport(streams: readonly StreamSnapshot[]): void {
    for (const snapshot of streams) {
      this.#snapshots.set(snapshot.streamId, snapshot);
      if (snapshot.reason?.code === 'TARGET_TRUNCATED') this.truth.noteAsked(snapshot.streamId);
    }
  }

  /** Everything is at the target, and every stream that is not held by a question knows it. */
  get isComplete(): boolean {
    const { streams } = this.database;
    return (
      this.truth.isComplete(streams, this.targets) &&
      streams.every(({ id, source }) => {
        const snapshot = this.#snapshots.get(id);
        const end = this.source.range(TOPIC, source.queueId).maxOffset;
        return this.truth.hasAskedFor(id) || (snapshot?.state === 'RUNNING' && snapshot.position === end);
      })
    );
  }

  #plan(): void {
    const queues = (brokerName: string, count: number): { brokerName: string; queueId: number }[] =>
      Array.from({ length: count }, (_, queueId) => ({ brokerName, queueId }));
    this.database.plan(
      TOPIC,
      queues(SOURCE_BROKER, this.#sourceQueues),
      [...this.targets.keys()].flatMap((name) => queues(name, this.#targetQueues)),
      ({ target }) => ({
        sourceOffset: 0,
        targetOffset: this.targets.get(target.brokerName)?.range(TOPIC, target.queueId).maxOffset ?? 0,
      }),
    );
  }

  #notify(): void {
    this.time.after(this.network.latencyMs(), () => {
      for (const worker of this.workers.values()) worker.notify();
    });
  }
}
