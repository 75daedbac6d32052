import { decompressBody, getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';

/** Messages of one queue that a POP has delivered [store/pop/PopCheckPoint]. Times in ms since the epoch. */
export interface PopDelivery {
  kind: 'DELIVERY';
  consumerGroup: string;
  topic: string;
  queueId: number;
  /** Queue offsets that are delivered and not acknowledged by the delivery itself. */
  offsets: readonly number[];
  popTime: number;
  /** From then on the broker delivers them again. */
  visibleAt: number;
}

/** Acknowledgements of one delivery [store/pop/AckMsg, BatchAckMsg]. */
export interface PopAcknowledgement {
  kind: 'ACKNOWLEDGEMENT';
  consumerGroup: string;
  topic: string;
  queueId: number;
  offsets: readonly number[];
  popTime: number;
}

export type PopRecord = PopDelivery | PopAcknowledgement;

const TAGS: ReadonlySet<string> = new Set(['ck', 'ack', 'bAck']);
const BODY_BYTES = 1024 * 1024;

/**
 * Reads what a broker writes down of a POP (docs/protocol.md, "What POP leaves behind").
 *
 * @returns undefined for any other message
 * @throws Error when it looks like one and cannot be read: then nothing is known of what is in flight
 */
export function readPopRecord(message: StoredMessage): PopRecord | undefined {
  const tag = getProperty(message.properties, 'TAGS');
  const topic = getProperty(message.properties, 'REAL_TOPIC') ?? message.topic;
  if (tag === undefined || !TAGS.has(tag) || !topic.startsWith('rmq_sys_REVIVE_LOG_')) return undefined;
  const body: unknown = JSON.parse(decompressBody(message, BODY_BYTES).toString());
  const fields = new Fields(body);
  const place = {
    consumerGroup: fields.text('c'),
    topic: fields.text('t'),
    queueId: fields.integer('q'),
    popTime: fields.integer('pt'),
  };
  if (tag === 'ack') return { kind: 'ACKNOWLEDGEMENT', ...place, offsets: [fields.integer('ao')] };
  if (tag === 'bAck') return { kind: 'ACKNOWLEDGEMENT', ...place, offsets: fields.integers('aol') };
  const first = fields.integer('so');
  const differences = fields.integers('d');
  const count = fields.integer('n');
  const acknowledged = fields.integer('bm', 0);
  const offsets = (differences.length > 0 ? differences : Array.from({ length: count }, (_, i) => i))
    .map((difference, place) => ({ offset: first + difference, isOpen: ((acknowledged >> place) & 1) === 0 }))
    .filter(({ isOpen }) => isOpen)
    .map(({ offset }) => offset);
  const visibleAt = place.popTime + fields.integer('it');
  return { kind: 'DELIVERY', ...place, offsets, visibleAt };
}

/** A JSON object whose fields have to be what they are. */
class Fields {
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(body: unknown) {
    if (typeof body !== 'object' || body === null) throw new Error('a POP record is no object');
    this.#fields = new Map(Object.entries(body));
  }

  text(name: string): string {
    const value = this.#fields.get(name);
    if (typeof value !== 'string') throw new Error(`a POP record has no text "${name}"`);
    return value;
  }

  integer(name: string, absent?: number): number {
    const value = this.#fields.get(name) ?? absent;
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw new Error(`a POP record has no number "${name}"`);
    return value;
  }

  integers(name: string): number[] {
    const value = this.#fields.get(name) ?? [];
    if (!Array.isArray(value)) throw new Error(`a POP record has no list "${name}"`);
    return value.map((item: unknown) => {
      if (typeof item !== 'number') throw new Error(`a POP record has no numbers in "${name}"`);
      return item;
    });
  }
}

/**
 * After a message is visible again the broker writes it to the retry topic of its group; until that is done it is in neither
 * place, ms.
 */
const REVIVE_MS = 60_000;

/** What is delivered by POP on one broker and not acknowledged. */
export class PopLedger {
  /** By group, topic and queue: by offset and time of the POP, until when it counts as open. */
  readonly #open = new Map<string, Map<string, { offset: number; until: number }>>();
  readonly #groups = new Set<string>();

  /** A group has used POP on this broker. */
  knows(consumerGroup: string): boolean {
    return this.#groups.has(consumerGroup);
  }

  take(record: PopRecord): void {
    const { consumerGroup, topic, queueId, offsets, popTime } = record;
    this.#groups.add(consumerGroup);
    const key = placeOf(consumerGroup, topic, queueId);
    const open = this.#open.get(key) ?? new Map<string, { offset: number; until: number }>();
    this.#open.set(key, open);
    for (const offset of offsets) {
      // A longer invisible time is a delivery of its own, and an acknowledgement of the one before.
      const delivery = `${offset} ${popTime}`;
      if (record.kind === 'DELIVERY') open.set(delivery, { offset, until: record.visibleAt + REVIVE_MS });
      else open.delete(delivery);
    }
  }

  /** The smallest offset that is delivered and not acknowledged; undefined when there is none. */
  oldestOpen(consumerGroup: string, topic: string, queueId: number, now: number): number | undefined {
    const open = this.#open.get(placeOf(consumerGroup, topic, queueId));
    if (open === undefined) return undefined;
    let oldest: number | undefined;
    for (const [key, { offset, until }] of open) {
      if (until < now) open.delete(key);
      else oldest = Math.min(oldest ?? offset, offset);
    }
    return oldest;
  }
}

function placeOf(consumerGroup: string, topic: string, queueId: number): string {
  return `${consumerGroup}@${topic}@${queueId}`;
}
