import { crc32 } from 'node:zlib';
import {
  encodeProperties,
  getProperty,
  tagHash,
  type StoredMessage,
} from '@slipstream/rocketmq-remoting/message';
import type { RouteFilter } from '@slipstream/shared';
import { makeReason } from '@slipstream/shared';
import { AbortedError, type Clock } from '../ports/clock.js';
import { PortError } from '../ports/port-error.js';
import type { OffsetRange, PullOutcome, QueueReader, QueueRef } from '../ports/queue-reader.js';
import type {
  Incarnation,
  SendAnswer,
  TargetBroker,
  TargetChannel,
  WireBatch,
} from '../ports/target-broker.js';
import { InMemoryUsers } from './in-memory-users.js';

/** What the broker makes of a send; decided by a test. */
export type SendFate =
  | 'STORE'
  /** Stored, but the answer never comes. */
  | 'STORE_WITHOUT_ANSWER'
  /** Never read by the broker. */
  | 'LOSE'
  /** Stored, and then answered SYSTEM_ERROR. */
  | 'STORE_AND_FAIL'
  /** Stays with the broker until {@link InMemoryBroker.release}; the sender gives up. */
  | 'HOLD'
  | { code: number; remark: string };

/** A message as a test gives it. */
export interface NewMessage {
  body?: string | Buffer;
  properties?: Readonly<Record<string, string>>;
  flag?: number;
  sysFlag?: number;
  bornTimestamp?: number;
}

class InMemoryQueue {
  minOffset = 0;
  messages: StoredMessage[] = [];
  /** Acknowledged messages may not be visible yet: dispatch is later than the answer. */
  visible = 0;

  get maxOffset(): number {
    return this.minOffset + this.visible;
  }
}

/** One broker whose queues live in memory, with the faults of reliability §2 at hand. */
export class InMemoryBroker implements QueueReader, TargetBroker {
  readonly barrierTopic: string;
  /** Decides about each batch that is no barrier. */
  fate: (batch: WireBatch) => SendFate = () => 'STORE';
  #isUp = true;
  #boots = 1;
  /** When false, connections that were reset stay listed, as behind a partition. */
  noticesReset = true;
  /** False: the broker cannot list producers (Proxy). */
  listsProducers = true;
  /** Users of single connections; none are made unless a test says that they can be. */
  readonly users = new InMemoryUsers();
  /** Acknowledged messages become visible only with a barrier or {@link dispatch}. */
  dispatchesAtOnce = true;
  /** How long a barrier takes to become visible, with everything stored before it, ms. */
  barrierMs = 0;
  /** How long an answer to a send is under way, ms. */
  answerMs = 0;
  readonly batches: WireBatch[] = [];
  readonly #queues = new Map<string, InMemoryQueue>();
  readonly #connections = new Map<string, string>();
  #held: { clientId: string; batch: WireBatch }[] = [];
  #wakers = new Set<() => void>();

  constructor(
    readonly brokerName: string,
    private readonly clock: Clock,
  ) {
    this.barrierTopic = brokerName;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Stopping a broker ends all its connections; what it had not read of them is read or lost by then. */
  set isUp(isUp: boolean) {
    if (!isUp && this.#isUp) {
      this.#boots += 1;
      this.#connections.clear();
      this.#held = [];
    }
    this.#isUp = isUp;
  }

  /** Stores messages as a local producer would. */
  produce(topic: string, queueId: number, messages: readonly NewMessage[]): void {
    for (const message of messages) {
      const properties = encodeProperties(Object.entries(message.properties ?? {}));
      const body = Buffer.from(message.body ?? '');
      this.#append(
        topic,
        queueId,
        { flag: message.flag ?? 0, body, properties },
        message.sysFlag ?? 0,
        message.bornTimestamp ?? this.clock.now(),
      );
    }
    this.dispatch();
  }

  /** All messages of a queue that are still kept, visible or not. */
  content(topic: string, queueId: number): readonly StoredMessage[] {
    return this.#queue(topic, queueId).messages;
  }

  /** Drops the newest messages: power loss, or a slave promoted. */
  truncate(topic: string, queueId: number, messages: number): void {
    const queue = this.#queue(topic, queueId);
    queue.messages = queue.messages.slice(0, queue.messages.length - messages);
    queue.visible = queue.messages.length;
  }

  /** Drops the oldest messages: retention. */
  expire(topic: string, queueId: number, messages: number): void {
    const queue = this.#queue(topic, queueId);
    queue.messages = queue.messages.slice(messages);
    queue.minOffset += messages;
    queue.visible = queue.messages.length;
  }

  /** The broker reads what it had not read yet: late messages land. */
  release(): void {
    for (const { clientId } of this.#held) this.#land(clientId);
    this.dispatch();
  }

  /** The end of a group's connections is noticed: what they had sent before is read first. */
  noticeGone(producerGroup: string): void {
    for (const [clientId, group] of this.#connections) if (group === producerGroup) this.#drop(clientId);
    this.dispatch();
  }

  /** Makes everything stored visible. */
  dispatch(): void {
    for (const queue of this.#queues.values()) queue.visible = queue.messages.length;
    const wakers = this.#wakers;
    this.#wakers = new Set();
    for (const wake of wakers) wake();
  }

  range(queue: QueueRef): Promise<OffsetRange> {
    if (!this.isUp) return Promise.reject(this.#unreachable());
    const { minOffset, maxOffset } = this.#queue(queue.topic, queue.queueId);
    return Promise.resolve({ minOffset, maxOffset });
  }

  async pull(
    ref: QueueRef,
    {
      offset,
      filter,
      waitMs,
      signal,
    }: { offset: number; filter: RouteFilter; waitMs: number; signal?: AbortSignal },
  ): Promise<PullOutcome> {
    if (!this.isUp) throw this.#unreachable();
    const queue = this.#queue(ref.topic, ref.queueId);
    if (waitMs > 0 && offset === queue.maxOffset) await this.#untilDispatch(waitMs, signal);
    if (signal?.aborted) throw new AbortedError();
    if (!this.isUp) throw this.#unreachable();
    const { minOffset, maxOffset } = queue;
    if (offset < minOffset || offset > maxOffset) return { kind: 'OUT_OF_RANGE', minOffset, maxOffset };
    if (offset === maxOffset) return { kind: 'NOTHING', nextOffset: offset, minOffset, maxOffset };
    const scanned = queue.messages.slice(
      offset - minOffset,
      Math.min(offset - minOffset + 32, queue.visible),
    );
    // As brokers do: by hash of the tag, so `Aa` comes with `BB`.
    const wanted =
      filter.type === 'TAG'
        ? new Set((filter.expression ?? '').split('||').map((tag) => tagHash(tag.trim())))
        : undefined;
    const messages = scanned.filter((message) => wanted === undefined || wanted.has(tagHash(tagOf(message))));
    const nextOffset = offset + scanned.length;
    return messages.length === 0
      ? { kind: 'NOTHING', nextOffset, minOffset, maxOffset }
      : { kind: 'MESSAGES', messages, nextOffset, minOffset, maxOffset };
  }

  maxOffset(topic: string, queueId: number): Promise<number> {
    return this.isUp
      ? Promise.resolve(this.#queue(topic, queueId).maxOffset)
      : Promise.reject(this.#unreachable());
  }

  producerClientIds(producerGroup: string): Promise<readonly string[] | null> {
    if (!this.isUp) return Promise.reject(this.#unreachable());
    if (!this.listsProducers) return Promise.resolve(null);
    return Promise.resolve(
      [...this.#connections].filter(([, group]) => group === producerGroup).map(([clientId]) => clientId),
    );
  }

  usersOf(incarnation: Incarnation): Promise<readonly string[] | null> {
    return Promise.resolve(this.users.of(incarnation.id));
  }

  disableUser(user: string): Promise<boolean> {
    return this.isUp ? Promise.resolve(this.users.disable(user)) : Promise.reject(this.#unreachable());
  }

  refusesUser(user: string): Promise<boolean> {
    return this.isUp ? Promise.resolve(this.users.refuses(user)) : Promise.reject(this.#unreachable());
  }

  forgetUser(user: string): Promise<void> {
    return this.isUp ? Promise.resolve(this.users.forget(user)) : Promise.reject(this.#unreachable());
  }

  openChannel(incarnation: Incarnation, clientId: string): Promise<TargetChannel> {
    if (!this.isUp) return Promise.reject(this.#unreachable());
    this.#connections.set(clientId, incarnation.producerGroup);
    const user = this.users.make(incarnation.id, clientId);
    let isOpen = true;
    const end = (): void => {
      isOpen = false;
      if (this.noticesReset) this.#drop(clientId);
    };
    const boot = this.#boots;
    const isUp = (): boolean => this.isUp && this.#boots === boot;
    return Promise.resolve({
      clientId,
      user,
      get isOpen() {
        return isOpen && isUp();
      },
      send: async (batch) => {
        const answer: SendAnswer = isUp()
          ? this.#receive(batch, clientId)
          : { kind: 'UNKNOWN', said: 'connection closed' };
        if (this.answerMs > 0) await this.clock.sleep(this.answerMs);
        return answer;
      },
      close: () => Promise.resolve(end()),
      reset: end,
    });
  }

  #drop(clientId: string): void {
    this.#land(clientId);
    this.#connections.delete(clientId);
  }

  #land(clientId: string): void {
    const late = this.#held.filter((held) => held.clientId === clientId);
    this.#held = this.#held.filter((held) => held.clientId !== clientId);
    if (!this.users.refusesClient(clientId)) for (const { batch } of late) this.#store(batch);
  }

  #receive(batch: WireBatch, clientId: string): SendAnswer {
    if (this.users.refusesClient(clientId))
      return {
        kind: 'ANSWERED',
        responseCode: 16,
        remark: `User:${clientId} is disabled.`,
        queueOffset: null,
      };
    const fate = batch.topic === this.barrierTopic ? 'STORE' : this.fate(batch);
    if (typeof fate === 'object')
      return { kind: 'ANSWERED', responseCode: fate.code, remark: fate.remark, queueOffset: null };
    if (fate === 'HOLD') this.#held.push({ clientId, batch });
    if (fate === 'LOSE' || fate === 'HOLD') return { kind: 'UNKNOWN', said: 'no answer within 3000 ms' };
    const queueOffset = this.#store(batch);
    if (batch.topic === this.barrierTopic && this.barrierMs > 0)
      void this.clock.sleep(this.barrierMs).then(() => this.dispatch());
    else if (this.dispatchesAtOnce || batch.topic === this.barrierTopic) this.dispatch();
    if (fate === 'STORE_AND_FAIL')
      return { kind: 'ANSWERED', responseCode: 1, remark: 'exception', queueOffset: null };
    return fate === 'STORE_WITHOUT_ANSWER'
      ? { kind: 'UNKNOWN', said: 'no answer within 3000 ms' }
      : { kind: 'ANSWERED', responseCode: 0, remark: '', queueOffset };
  }

  #store(batch: WireBatch): number {
    if (batch.topic !== this.barrierTopic) this.batches.push(batch);
    const queue = this.#queue(batch.topic, batch.queueId);
    const first = queue.minOffset + queue.messages.length;
    for (const entry of batch.entries)
      this.#append(batch.topic, batch.queueId, entry, batch.sysFlag, batch.bornTimestamp);
    return first;
  }

  #append(
    topic: string,
    queueId: number,
    entry: { flag: number; body: Buffer; properties: Buffer },
    sysFlag: number,
    bornTimestamp: number,
  ): void {
    const queue = this.#queue(topic, queueId);
    const host = { host: '127.0.0.1', port: 10911 };
    queue.messages.push({
      totalSize: 91 + entry.body.length + entry.properties.length,
      bodyCrc: crc32(entry.body) & 0x7fffffff,
      topic,
      queueId,
      flag: entry.flag,
      queueOffset: queue.minOffset + queue.messages.length,
      commitLogOffset: 0,
      sysFlag,
      bornTimestamp,
      bornHost: host,
      storeTimestamp: this.clock.now(),
      storeHost: host,
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: entry.body,
      properties: entry.properties,
    });
  }

  #queue(topic: string, queueId: number): InMemoryQueue {
    const key = `${topic}#${queueId}`;
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = new InMemoryQueue();
      this.#queues.set(key, queue);
    }
    return queue;
  }

  async #untilDispatch(waitMs: number, signal?: AbortSignal): Promise<void> {
    const done = new AbortController();
    const woken = new Promise<void>((resolve) => this.#wakers.add(resolve));
    const slept = this.clock.sleep(
      waitMs,
      AbortSignal.any(signal === undefined ? [done.signal] : [done.signal, signal]),
    );
    await Promise.race([woken, slept]).catch(() => undefined);
    done.abort();
    await slept.catch(() => undefined);
  }

  #unreachable(): PortError {
    return new PortError(
      makeReason('BROKER_UNREACHABLE', 'CONNECT', { subject: this.brokerName, said: 'connection refused' }),
      false,
    );
  }
}

function tagOf(message: StoredMessage): string {
  return getProperty(message.properties, 'TAGS') ?? '';
}
