import { mapBounded } from '@slipstream/shared';
import { wordsOf, type CallOptions, type OffsetTable, type ProgressClient } from './ports.js';
import type { QueueRef } from '../ports/queue-reader.js';

/** Committed offsets of one broker: by topic, group and queue id. */
type BrokerOffsets = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<number, number>>>;

interface SeenBroker {
  fingerprint: string;
  offsets: BrokerOffsets;
}

/** Brokers asked at once. */
const AT_ONCE = 8;

/** What all groups have committed on the brokers of one cluster, as it was at one moment. */
export class SideOffsets {
  private constructor(
    private readonly brokers: ReadonlyMap<string, SeenBroker>,
    /** Brokers that did not answer, with what was said. */
    readonly unseen: ReadonlyMap<string, string>,
  ) {}

  /**
   * Asks each broker once. What has stayed the same since the last time is not read again.
   *
   * @param before the last answer; what was seen of a broker then is never used for one that does not answer now
   */
  static async read(
    client: ProgressClient,
    brokerNames: Iterable<string>,
    before?: SideOffsets,
    options: CallOptions = {},
  ): Promise<SideOffsets> {
    const brokers = new Map<string, SeenBroker>();
    const unseen = new Map<string, string>();
    await mapBounded([...brokerNames], AT_ONCE, async (name) => {
      try {
        const table = await client.consumerOffsets(name, options);
        const known = before?.brokers.get(name);
        brokers.set(name, known?.fingerprint === table.fingerprint ? known : index(table));
      } catch (error) {
        if (options.signal?.aborted === true) throw error;
        unseen.set(name, wordsOf(error));
      }
    });
    return new SideOffsets(brokers, unseen);
  }

  /** Equal texts = nothing has changed; undefined when a broker does not answer. */
  get fingerprint(): string | undefined {
    if (this.unseen.size > 0) return undefined;
    return [...this.brokers]
      .map(([name, { fingerprint }]) => `${name}=${fingerprint}`)
      .toSorted()
      .join(';');
  }

  /** Brokers that have answered. */
  get brokerNames(): string[] {
    return [...this.brokers.keys()];
  }

  isSeen(brokerName: string): boolean {
    return this.brokers.has(brokerName);
  }

  /** What a group has committed on a queue; undefined when it has nothing there. */
  committed({ topic, brokerName, queueId }: QueueRef, consumerGroup: string): number | undefined {
    return this.brokers.get(brokerName)?.offsets.get(topic)?.get(consumerGroup)?.get(queueId);
  }

  /** Groups with an offset on a topic. */
  groupsOf(topic: string): Set<string> {
    const groups = new Set<string>();
    for (const { offsets } of this.brokers.values())
      for (const group of offsets.get(topic)?.keys() ?? []) groups.add(group);
    return groups;
  }

  /** Queues of a topic on which a group has an offset. */
  queuesOf(topic: string, consumerGroup: string): QueueRef[] {
    return [...this.brokers].flatMap(([brokerName, { offsets }]) =>
      [...(offsets.get(topic)?.get(consumerGroup)?.keys() ?? [])].map((queueId) => ({
        topic,
        brokerName,
        queueId,
      })),
    );
  }
}

function index(table: OffsetTable): SeenBroker {
  const offsets = new Map<string, Map<string, ReadonlyMap<number, number>>>();
  for (const entry of table.entries) {
    const groups = offsets.get(entry.topic) ?? new Map<string, ReadonlyMap<number, number>>();
    groups.set(entry.consumerGroup, entry.offsets);
    offsets.set(entry.topic, groups);
  }
  return { fingerprint: table.fingerprint, offsets };
}
