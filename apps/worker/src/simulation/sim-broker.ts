import { crc32 } from 'node:zlib';
import type { OffsetRange, WireBatch } from '@slipstream/replication';
import { encodeProperties, type BatchEntry, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { Random } from './random.js';
import { SimProcess } from './sim-process.js';
import type { VirtualTime } from './virtual-time.js';

/** A message as a producer of a history sends it. */
export interface NewMessage {
  body: string;
  uniqueKey: string;
}

/** What goes wrong at a broker, each with its probability per batch; all 0 when the broker is well. */
export interface BrokerTrouble {
  /** The request waits over 200 ms in the send queue and is answered SYSTEM_BUSY. */
  busy: number;
  /** SYSTEM_ERROR though it was stored, and without having been stored. */
  errorAfterStore: number;
  errorBeforeStore: number;
  /** FLUSH_DISK_TIMEOUT, SLAVE_NOT_AVAILABLE or FLUSH_SLAVE_TIMEOUT: stored all the same. */
  storedWithWarning: number;
  /** Stored, and the answer never leaves. */
  noAnswer: number;
  /** Dispatch lags up to 800 ms behind the answer (reliability §0, 2). */
  lateDispatch: number;
}

/** A broker that is well. */
export const NO_TROUBLE: BrokerTrouble = {
  busy: 0,
  errorAfterStore: 0,
  errorBeforeStore: 0,
  storedWithWarning: 0,
  noAnswer: 0,
  lateDispatch: 0,
};

/** What the broker sees of one connection. */
export interface BrokerConnection {
  readonly clientId: string;
  /** Answers that go back to the client. */
  answer(requestId: number, responseCode: number, remark: string, queueOffset: number | null): void;
  /** The broker has closed it. */
  closedByBroker(): void;
}

/** What arrives on a connection, in order. */
export type Segment =
  | { kind: 'HEARTBEAT'; requestId: number; producerGroup: string }
  | { kind: 'SEND'; requestId: number; batch: WireBatch; user: string | null }
  | { kind: 'END' };

class SimQueue {
  minOffset = 0;
  messages: StoredMessage[] = [];
  /** Acknowledged messages may not be visible yet. */
  visible = 0;
  readonly wakers = new Set<() => void>();

  get visibleEnd(): number {
    return this.minOffset + this.visible;
  }

  get end(): number {
    return this.minOffset + this.messages.length;
  }
}

interface ProducerEntry {
  producerGroup: string;
  connection: BrokerConnection;
  lastHeardAt: number;
}

/** Facts of reliability §2, ms. */
const SEND_QUEUE_LIMIT_MS = 200;
const SILENT_CLIENT_MS = 120_000;
const SCAN_EVERY_MS = 10_000;
/** Most messages that a pull brings (facts §8.3). */
const PULL_LIMIT = 32;

/**
 * One broker: a commit log that is one order, queues that show what was dispatched, a send queue that runs requests even
 * when their connection is gone, and producers that it forgets only by FIN, RST or 120 s of silence.
 */
export class SimBroker {
  /** Each broker has a topic named like itself. */
  readonly barrierTopic: string;
  trouble: BrokerTrouble = NO_TROUBLE;
  /** Behind a Proxy a broker cannot say who is connected. */
  listsProducers = true;
  /** How far a slave's view lags behind the master's, messages per queue. */
  slaveLag = 0;
  /** It has lost acknowledged messages. */
  hasLostPower = false;
  /** Grows with each start; what was sent to an earlier one never arrives. */
  boot = 1;
  process: SimProcess;
  readonly #log: { queue: SimQueue; message: StoredMessage }[] = [];
  #dispatched = 0;
  readonly #queues = new Map<string, SimQueue>();
  readonly #producers = new Map<BrokerConnection, ProducerEntry>();
  readonly #connections = new Set<BrokerConnection>();
  readonly #calls = new Set<() => void>();
  /** When each user that was disabled is refused everywhere in the broker, virtual ms. */
  readonly #refusedFrom = new Map<string, number>();

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly clusterId: string,
    /** Told of each batch that a connection stores. */
    private readonly onStore: (batch: WireBatch, firstOffset: number) => void = () => undefined,
  ) {
    this.barrierTopic = name;
    this.process = new SimProcess(name, time);
    this.#scanSoon();
  }

  get isUp(): boolean {
    return !this.process.isKilled;
  }

  /** kill -9: what it had not read is lost, what it had stored is not. */
  kill(): void {
    if (!this.isUp) return;
    this.process.kill();
    this.boot += 1;
    this.#producers.clear();
    const connections = [...this.#connections];
    this.#connections.clear();
    for (const connection of connections) connection.closedByBroker();
    const calls = [...this.#calls];
    this.#calls.clear();
    for (const gone of calls) gone();
  }

  /** Power loss, or an older slave promoted: the newest messages of the commit log are gone, acknowledged or not. */
  losePower(messages: number): void {
    this.kill();
    this.hasLostPower = true;
    for (let lost = 0; lost < messages; lost++) {
      const entry = this.#log.pop();
      if (entry === undefined) break;
      entry.queue.messages.pop();
    }
  }

  /** Starts again after a kill; everything stored is visible after the start. */
  start(): void {
    if (this.isUp) return;
    this.process = new SimProcess(`${this.name} boot ${this.boot}`, this.time);
    this.#dispatched = this.#log.length;
    for (const queue of this.#queues.values()) queue.visible = queue.messages.length;
    this.#scanSoon();
  }

  /** Stores messages as a producer of this cluster does; a broker that is down stores nothing. */
  produce(topic: string, queueId: number, messages: readonly NewMessage[]): boolean {
    if (!this.isUp || !this.process.isRunning) return false;
    for (const { body, uniqueKey } of messages) {
      const properties = encodeProperties([['UNIQ_KEY', uniqueKey]]);
      this.#append(topic, queueId, { flag: 0, body: Buffer.from(body), properties }, 0, this.#now());
    }
    this.#dispatchLater();
    return true;
  }

  /** Messages of a queue that are still kept, visible or not. */
  content(topic: string, queueId: number): readonly StoredMessage[] {
    return this.#queue(topic, queueId).messages;
  }

  /** Retention removes the oldest messages of a queue; returns them. */
  expire(topic: string, queueId: number, messages: number): readonly StoredMessage[] {
    const queue = this.#queue(topic, queueId);
    const removed = queue.messages.slice(0, Math.min(messages, queue.visible));
    queue.messages = queue.messages.slice(removed.length);
    queue.minOffset += removed.length;
    queue.visible -= removed.length;
    return removed;
  }

  /** A topic is deleted and made again: its offsets are given out anew, and whoever waits goes on waiting. */
  recreate(topic: string): void {
    for (const [key, queue] of this.#queues) {
      if (!key.startsWith(`${topic}#`)) continue;
      const empty = new SimQueue();
      for (const wake of queue.wakers) empty.wakers.add(wake);
      this.#queues.set(key, empty);
    }
  }

  /** A request on a connection of its own: runs when the broker gets to it; `gone` when there is no broker or it dies first. */
  serve(action: () => void, gone: () => void): () => void {
    if (!this.isUp) {
      gone();
      return () => undefined;
    }
    this.#calls.add(gone);
    this.process.run(action);
    return () => this.#calls.delete(gone);
  }

  /** A connection was made. */
  accept(connection: BrokerConnection): void {
    this.#connections.add(connection);
  }

  /** Bytes have reached the broker's machine: they are read in order, late if the broker is stopped, whatever follows them. */
  arrive(connection: BrokerConnection, segment: Segment): void {
    this.process.run(() => this.#read(connection, segment));
  }

  producerClientIds(producerGroup: string): readonly string[] | null {
    if (!this.listsProducers) return null;
    return [...this.#producers.values()]
      .filter((entry) => entry.producerGroup === producerGroup)
      .map((entry) => entry.connection.clientId);
  }

  /** Takes all rights from a user: rules that were read before, and caches, hold for a moment more. */
  disableUser(user: string): void {
    if (!this.#refusedFrom.has(user))
      this.#refusedFrom.set(user, this.time.now + this.random.between(0, 1_500));
  }

  refusesUser(user: string): boolean {
    return (this.#refusedFrom.get(user) ?? Number.POSITIVE_INFINITY) <= this.time.now;
  }

  range(topic: string, queueId: number): OffsetRange {
    const { minOffset, visibleEnd } = this.#queue(topic, queueId);
    return { minOffset, maxOffset: visibleEnd };
  }

  /** Visible messages from an offset on, as many as one pull brings. */
  read(topic: string, queueId: number, offset: number): readonly StoredMessage[] {
    const { messages, minOffset, visible } = this.#queue(topic, queueId);
    return messages.slice(offset - minOffset, Math.min(offset - minOffset + PULL_LIMIT, visible));
  }

  /** Calls back once when the queue gets more visible messages; returns what calls that off. */
  onDispatch(topic: string, queueId: number, wake: () => void): () => void {
    const { wakers } = this.#queue(topic, queueId);
    wakers.add(wake);
    return () => wakers.delete(wake);
  }

  #read(connection: BrokerConnection, segment: Segment): void {
    if (!this.#connections.has(connection)) return;
    const known = this.#producers.get(connection);
    if (known !== undefined) known.lastHeardAt = this.time.now;
    switch (segment.kind) {
      case 'HEARTBEAT': {
        const { producerGroup, requestId } = segment;
        this.#producers.set(connection, { producerGroup, connection, lastHeardAt: this.time.now });
        return connection.answer(requestId, 0, '', null);
      }
      case 'SEND':
        return this.#enqueue(connection, segment);
      case 'END':
        return this.#close(connection);
    }
  }

  /** The send queue runs a request even when its connection is gone meanwhile. */
  #enqueue(
    connection: BrokerConnection,
    { requestId, batch, user }: Extract<Segment, { kind: 'SEND' }>,
  ): void {
    const isRefused = (): boolean => user !== null && this.refusesUser(user);
    // Versions differ in when they look: as they read a request, or as they run it.
    const looksEarly = this.random.chance(0.5);
    if (looksEarly && isRefused()) return connection.answer(requestId, 16, 'no permission', null);
    const isBusy = this.random.chance(this.trouble.busy);
    const waitMs = isBusy ? this.random.between(SEND_QUEUE_LIMIT_MS, 400) : this.random.next() * 3;
    const readAt = this.time.now;
    const { boot } = this;
    this.time.after(waitMs, () => {
      if (this.boot !== boot) return;
      this.process.run(() => {
        if (this.time.now - readAt > SEND_QUEUE_LIMIT_MS && this.random.chance(0.8))
          return connection.answer(requestId, 2, '[TIMEOUT_CLEAN_QUEUE]', null);
        if (!looksEarly && isRefused()) return connection.answer(requestId, 16, 'no permission', null);
        this.#execute(connection, requestId, batch);
      });
    });
  }

  #execute(connection: BrokerConnection, requestId: number, batch: WireBatch): void {
    const { trouble, random } = this;
    const isBarrier = batch.topic === this.barrierTopic;
    if (!isBarrier && random.chance(trouble.errorBeforeStore))
      return connection.answer(requestId, 1, 'java.lang.RuntimeException', null);
    const firstOffset = this.#store(batch);
    if (!isBarrier && random.chance(trouble.errorAfterStore))
      return connection.answer(requestId, 1, 'java.lang.RuntimeException', null);
    if (random.chance(trouble.noAnswer)) return;
    const responseCode = random.chance(trouble.storedWithWarning) ? random.pick([10, 11, 12]) : 0;
    connection.answer(requestId, responseCode, responseCode === 0 ? '' : 'flush timeout', firstOffset);
  }

  #store(batch: WireBatch): number {
    const firstOffset = this.#queue(batch.topic, batch.queueId).end;
    for (const entry of batch.entries)
      this.#append(batch.topic, batch.queueId, entry, batch.sysFlag, batch.bornTimestamp);
    this.onStore(batch, firstOffset);
    this.#dispatchLater();
    return firstOffset;
  }

  #append(topic: string, queueId: number, entry: BatchEntry, sysFlag: number, bornTimestamp: number): void {
    const queue = this.#queue(topic, queueId);
    const host = { host: '127.0.0.1', port: 10_911 };
    const message: StoredMessage = {
      totalSize: 91 + entry.body.length + entry.properties.length,
      bodyCrc: crc32(entry.body) & 0x7fffffff,
      topic,
      queueId,
      flag: entry.flag,
      queueOffset: queue.end,
      commitLogOffset: this.#log.length,
      sysFlag,
      bornTimestamp,
      bornHost: host,
      storeTimestamp: this.#now(),
      storeHost: host,
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: entry.body,
      properties: entry.properties,
    };
    queue.messages.push(message);
    this.#log.push({ queue, message });
  }

  /** The commit log is dispatched in its order: whatever becomes visible, everything before it is visible too. */
  #dispatchLater(): void {
    const end = this.#log.length;
    const { boot } = this;
    const lateMs = this.random.chance(this.trouble.lateDispatch) ? this.random.between(1, 800) : 0;
    this.time.after(this.random.next() + lateMs, () => {
      if (this.boot === boot) this.process.run(() => this.#dispatch(end));
    });
  }

  #dispatch(end: number): void {
    const changed = new Set<SimQueue>();
    while (this.#dispatched < end) {
      const entry = this.#log[this.#dispatched++];
      if (entry === undefined) break;
      entry.queue.visible += 1;
      changed.add(entry.queue);
    }
    for (const queue of changed) {
      const wakers = [...queue.wakers];
      queue.wakers.clear();
      for (const wake of wakers) wake();
    }
  }

  #close(connection: BrokerConnection): void {
    this.#connections.delete(connection);
    this.#producers.delete(connection);
  }

  #scanSoon(): void {
    const { boot } = this;
    this.time.after(SCAN_EVERY_MS, () => {
      if (this.boot !== boot) return;
      this.process.run(() => {
        for (const { connection, lastHeardAt } of this.#producers.values()) {
          if (this.time.now - lastHeardAt <= SILENT_CLIENT_MS) continue;
          this.#close(connection);
          connection.closedByBroker();
        }
      });
      this.#scanSoon();
    });
  }

  #now(): number {
    return this.process.clock.now();
  }

  #queue(topic: string, queueId: number): SimQueue {
    const key = `${topic}#${queueId}`;
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = new SimQueue();
      this.#queues.set(key, queue);
    }
    return queue;
  }
}
