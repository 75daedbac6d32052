import type { ConsumerGroupConfig } from '../apis/consumer-group-config.js';
import type { DataVersion } from '../apis/lazy-table.js';
import type { TopicConfig } from '../apis/topic-config.js';
import type { BatchEntry } from '../message/batch.js';
import { decodeMessages } from '../message/message-decoder.js';
import { encodeMessage } from '../message/message-encoder.js';
import type { HostAddress, StoredMessage } from '../message/message.js';
import { FakeQueue } from './fake-queue.js';

interface FakeTopic {
  config: TopicConfig;
  queues: Map<number, FakeQueue>;
}

/** What to store; absent values get plain defaults. */
export interface FakeAppend {
  topic: string;
  queueId: number;
  entries: readonly BatchEntry[];
  sysFlag?: number;
  bornTimestamp?: number;
  bornHost?: HostAddress;
  /** Default: the store's clock. */
  storeTimestamp?: number;
}

/** The topics of one fake broker, in memory, with one commit log: what was stored later becomes visible later. */
export class FakeStore {
  /** How long a stored message stays unseen by readers, in ms: an answer to a send is not yet visibility. */
  dispatchDelayMs = 0;
  /** Wall clock of the broker, ms since the epoch. */
  now: () => number = () => Date.now();
  readonly #topics = new Map<string, FakeTopic>();
  readonly #groups = new Map<string, ConsumerGroupConfig>();
  readonly #consumerOffsets = new Map<string, Map<number, number>>();
  readonly #storeHost: HostAddress;
  #commitLogOffset = 0;
  #topicTableVersion: DataVersion = { counter: 0, timestamp: 0 };
  #groupTableVersion: DataVersion = { counter: 0, timestamp: 0 };

  constructor(storeHost: HostAddress) {
    this.#storeHost = storeHost;
  }

  /** How often the topic table has changed, and when the last time. */
  get topicTableVersion(): DataVersion {
    return this.#topicTableVersion;
  }

  /** The same of the table of consumer groups. */
  get groupTableVersion(): DataVersion {
    return this.#groupTableVersion;
  }

  get topics(): ReadonlyMap<string, TopicConfig> {
    return new Map([...this.#topics].map(([name, { config }]) => [name, config]));
  }

  /** Creates a topic or overwrites its settings. */
  putTopic(config: Pick<TopicConfig, 'topicName'> & Partial<TopicConfig>): void {
    const queues = this.#topics.get(config.topicName)?.queues ?? new Map<number, FakeQueue>();
    this.#topics.set(config.topicName, {
      config: { readQueueNums: 4, writeQueueNums: 4, perm: 6, ...config },
      queues,
    });
    this.#topicTableVersion = this.#next(this.#topicTableVersion);
  }

  deleteTopic(topic: string): void {
    if (this.#topics.delete(topic)) this.#topicTableVersion = this.#next(this.#topicTableVersion);
  }

  topic(name: string): TopicConfig | undefined {
    return this.#topics.get(name)?.config;
  }

  /** A queue of a topic that exists; made at its first use. */
  queue(topic: string, queueId: number): FakeQueue | undefined {
    const found = this.#topics.get(topic);
    if (found === undefined) return undefined;
    let queue = found.queues.get(queueId);
    if (queue === undefined) {
      queue = new FakeQueue();
      found.queues.set(queueId, queue);
    }
    return queue;
  }

  /** Appends messages and gives the offset of the first. Throws for a topic that does not exist. */
  append(p: FakeAppend): number {
    const queue = this.queue(p.topic, p.queueId);
    if (queue === undefined) throw new Error(`The fake broker has no topic ${p.topic}`);
    const first = queue.nextOffset;
    const storeTimestamp = p.storeTimestamp ?? this.now();
    const visibleAt = this.dispatchDelayMs === 0 ? 0 : performance.now() + this.dispatchDelayMs;
    for (const { flag, body, properties } of p.entries) {
      const bytes = encodeMessage({
        topic: p.topic,
        queueId: p.queueId,
        flag,
        body,
        properties,
        sysFlag: p.sysFlag ?? 0,
        bornTimestamp: p.bornTimestamp ?? storeTimestamp,
        storeTimestamp,
        queueOffset: queue.nextOffset,
        commitLogOffset: this.#commitLogOffset,
        storeHost: this.#storeHost,
        ...(p.bornHost === undefined ? {} : { bornHost: p.bornHost }),
      });
      this.#commitLogOffset += bytes.length;
      queue.append({ bytes, properties, storeTimestamp, visibleAt });
    }
    return first;
  }

  /** All that a queue holds, visible or not; for assertions. */
  messages(topic: string, queueId: number): StoredMessage[] {
    const queue = this.queue(topic, queueId);
    if (queue === undefined) return [];
    const records: Buffer[] = [];
    for (let offset = queue.minOffset; offset < queue.nextOffset; offset += 1) {
      const record = queue.at(offset);
      if (record !== undefined) records.push(record.bytes);
    }
    return decodeMessages(Buffer.concat(records));
  }

  consumerOffset(topic: string, group: string, queueId: number): number | undefined {
    return this.#consumerOffsets.get(`${topic}@${group}`)?.get(queueId);
  }

  setConsumerOffset(topic: string, group: string, queueId: number, offset: number): void {
    const key = `${topic}@${group}`;
    const table = this.#consumerOffsets.get(key) ?? new Map<number, number>();
    table.set(queueId, offset);
    this.#consumerOffsets.set(key, table);
  }

  get groups(): ReadonlyMap<string, ConsumerGroupConfig> {
    return this.#groups;
  }

  /** Creates a consumer group or overwrites its settings. */
  putGroup({ groupName, settings = {} }: { groupName: string } & Partial<ConsumerGroupConfig>): void {
    this.#groups.set(groupName, { groupName, settings });
    this.#groupTableVersion = this.#next(this.#groupTableVersion);
  }

  deleteGroup(groupName: string, p: { cleanOffsets?: boolean } = {}): void {
    if (this.#groups.delete(groupName)) this.#groupTableVersion = this.#next(this.#groupTableVersion);
    if (p.cleanOffsets !== true) return;
    for (const key of this.#consumerOffsets.keys())
      if (key.endsWith(`@${groupName}`)) this.#consumerOffsets.delete(key);
  }

  #next({ counter }: DataVersion): DataVersion {
    return { counter: counter + 1, timestamp: this.now() };
  }

  /** By `topic@group`. */
  get consumerOffsets(): ReadonlyMap<string, ReadonlyMap<number, number>> {
    return this.#consumerOffsets;
  }
}
