import { encodeMessage, encodeProperties } from '@slipstream/rocketmq-remoting/message';
import type { OffsetRange, QueueRef } from '../ports/queue-reader.js';
import type { CommittedOffsets, OffsetTable, ProgressClient, PulledRecords } from '../progress/ports.js';
import { queueKey } from '../progress/stream.js';
import { encodeProvenance } from '../provenance.js';

/** Where a stored message came from; nothing for one that was born in its queue. */
export interface CopyMark {
  streamKey: string;
  generation: number;
  sourceOffset: number;
  /** clusterIds passed. */
  path: readonly string[];
}

/** A message that is neither a copy nor an application's. */
interface RawMessage {
  properties: Readonly<Record<string, string>>;
  body: string;
  storedAt: number;
}

interface ModelQueue {
  min: number;
  messages: (CopyMark | RawMessage | undefined)[];
}

/** What a broker answers to a wrong request. */
export class ModelAnswer extends Error {
  constructor(
    readonly responseCode: number,
    readonly remark: string,
  ) {
    super(remark);
  }
}

/** A cluster as progress sees it, in memory: queues of marks, committed offsets, groups and members. */
export class ProgressCluster implements ProgressClient {
  /** Calls by name. */
  readonly calls = new Map<string, number>();
  /** Time that went into making messages for pulls, which a real broker has at hand, ms. */
  encodingMs = 0;
  /** Messages that a pull gives at most. */
  pageSize = 32;
  /** Brokers that do not answer. */
  readonly down = new Set<string>();
  /** Groups that brokers do not list. */
  readonly unlisted = new Set<string>();
  /** `broker@group` with members. */
  readonly members = new Set<string>();
  /** 5.x: offsets of unlisted groups are refused. */
  refusesUnlisted = true;
  readonly #queues = new Map<string, ModelQueue>();
  readonly #offsets = new Map<string, Map<string, Map<number, number>>>();
  #changes = 0;

  constructor(readonly brokerNames: readonly string[]) {}

  /** Stores a message; its offset. */
  store(queue: QueueRef, mark?: CopyMark): number {
    const model = this.#queue(queue);
    model.messages.push(mark);
    return model.min + model.messages.length - 1;
  }

  /** Stores many that were born here. */
  storeLocal(queue: QueueRef, count: number): void {
    for (let i = 0; i < count; i++) this.store(queue);
  }

  /** Retention removes what is before an offset. */
  retain(queue: QueueRef, min: number): void {
    const model = this.#queue(queue);
    model.messages.splice(0, Math.max(0, min - model.min));
    model.min = Math.max(model.min, min);
  }

  /** All marks of a queue by offset, for a full scan. */
  marks(queue: QueueRef): { offset: number; mark: CopyMark | undefined }[] {
    const { min, messages } = this.#queue(queue);
    return messages.map((message, place) => ({
      offset: min + place,
      mark: message !== undefined && 'streamKey' in message ? message : undefined,
    }));
  }

  end(queue: QueueRef): number {
    const { min, messages } = this.#queue(queue);
    return min + messages.length;
  }

  commit(queue: QueueRef, consumerGroup: string, offset: number): void {
    this.#changes += 1;
    const tables = this.#offsets.get(queue.brokerName) ?? new Map<string, Map<number, number>>();
    this.#offsets.set(queue.brokerName, tables);
    const key = `${queue.topic}@${consumerGroup}`;
    const table = tables.get(key) ?? new Map<number, number>();
    tables.set(key, table);
    table.set(queue.queueId, offset);
  }

  committed(queue: QueueRef, consumerGroup: string): number | undefined {
    return this.#offsets.get(queue.brokerName)?.get(`${queue.topic}@${consumerGroup}`)?.get(queue.queueId);
  }

  /** Calls made since the last time. */
  takeCalls(): Record<string, number> {
    const calls = Object.fromEntries(this.calls);
    this.calls.clear();
    return calls;
  }

  async consumerOffsets(brokerName: string): Promise<OffsetTable> {
    await this.#call('consumerOffsets', brokerName);
    const tables = this.#offsets.get(brokerName) ?? new Map<string, Map<number, number>>();
    return {
      fingerprint: String(this.#changes),
      entries: [...tables].map(([key, offsets]): CommittedOffsets => {
        const [topic = '', consumerGroup = ''] = key.split('@');
        return { topic, consumerGroup, offsets: new Map(offsets) };
      }),
    };
  }

  async consumerGroups(brokerName: string): Promise<{ groups: ReadonlyMap<string, unknown> }> {
    await this.#call('consumerGroups', brokerName);
    const groups = new Map<string, unknown>();
    for (const tables of this.#offsets.values())
      for (const key of tables.keys()) groups.set(key.split('@')[1] ?? '', {});
    for (const group of this.listed) groups.set(group, {});
    for (const group of this.unlisted) groups.delete(group);
    return { groups };
  }

  /** Groups that brokers list besides those with an offset. */
  readonly listed = new Set<string>();

  async consumerConnections(brokerName: string, consumerGroup: string): Promise<readonly unknown[]> {
    await this.#call('consumerConnections', brokerName);
    return this.members.has(`${brokerName}@${consumerGroup}`) ? [{}] : [];
  }

  async updateConsumerOffset(queue: QueueRef, consumerGroup: string, offset: number): Promise<void> {
    await this.#call('updateConsumerOffset', queue.brokerName);
    if (this.refusesUnlisted && this.unlisted.has(consumerGroup))
      throw new ModelAnswer(26, `subscription group ${consumerGroup} not exist`);
    this.commit(queue, consumerGroup, offset);
  }

  async range(queue: QueueRef): Promise<OffsetRange> {
    await this.#call('range', queue.brokerName);
    return { minOffset: this.#queue(queue).min, maxOffset: this.end(queue) };
  }

  async pull(
    queue: QueueRef,
    { offset, maxMessages = 32 }: { offset: number; maxMessages?: number },
  ): Promise<PulledRecords> {
    await this.#call('pull', queue.brokerName);
    const { min, messages } = this.#queue(queue);
    const range = { minOffset: min, maxOffset: min + messages.length };
    const nothing = { messages: Buffer.alloc(0), nextBeginOffset: offset, ...range };
    if (offset === range.maxOffset) return { status: 'NO_NEW_MESSAGE', ...nothing };
    if (offset < min || offset > range.maxOffset)
      return { status: 'OFFSET_ILLEGAL', ...nothing, nextBeginOffset: 0 };
    const began = performance.now();
    const page = messages.slice(offset - min, offset - min + Math.min(this.pageSize, maxMessages));
    const records = page.map((mark, place) => record(queue, offset + place, mark));
    this.encodingMs += performance.now() - began;
    return {
      status: 'FOUND',
      messages: Buffer.concat(records),
      nextBeginOffset: offset + page.length,
      ...range,
    };
  }

  /** Settings of all brokers. */
  readonly settings = new Map<string, string>();

  async brokerConfig(brokerName: string): Promise<ReadonlyMap<string, string>> {
    await this.#call('brokerConfig', brokerName);
    return this.settings;
  }

  /** All messages are new enough. */
  async offsetByTimestamp(queue: QueueRef): Promise<number> {
    await this.#call('offsetByTimestamp', queue.brokerName);
    return this.#queue(queue).min;
  }

  /** Stores a message as a broker's own services do. */
  storeRaw(
    queue: QueueRef,
    properties: Readonly<Record<string, string>>,
    body: string,
    storedAt: number,
  ): void {
    this.#queue(queue).messages.push({ properties, body, storedAt });
  }

  #queue(queue: QueueRef): ModelQueue {
    const key = queueKey(queue);
    const known = this.#queues.get(key) ?? { min: 0, messages: [] };
    this.#queues.set(key, known);
    return known;
  }

  async #call(name: string, brokerName: string): Promise<void> {
    this.#count(name);
    await Promise.resolve();
    if (this.down.has(brokerName)) throw new Error(`no connection to ${brokerName}`);
  }

  #count(name: string): void {
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
  }
}

function record(
  { topic, queueId }: QueueRef,
  queueOffset: number,
  mark: CopyMark | RawMessage | undefined,
): Buffer {
  const bornTimestamp = 7;
  if (mark !== undefined && 'body' in mark)
    return encodeMessage({
      topic,
      queueId,
      queueOffset,
      bornTimestamp,
      storeTimestamp: mark.storedAt,
      properties: encodeProperties(Object.entries(mark.properties)),
      body: Buffer.from(mark.body),
    });
  const key = encodeProperties([['UNIQ_KEY', `K${queueOffset}`]]);
  const properties =
    mark === undefined
      ? key
      : Buffer.concat([
          key,
          encodeProvenance(
            { ...mark, origin: mark.path[0] ?? '', epoch: 1, bornTimestamp },
            { topic, bornTimestamp, properties: key },
          ),
        ]);
  return encodeMessage({ topic, queueId, queueOffset, bornTimestamp, properties, body: Buffer.from('x') });
}
