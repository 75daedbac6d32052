import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { getProperty } from '@slipstream/rocketmq-remoting/message';
import { queuesOf, readQueue } from './checker.ts';

/** One copy as the target's broker has stored it. */
export interface StoredCopy {
  streamKey: string;
  /** Epoch of the shard's lease that it was written under. */
  epoch: number;
  /** By the clock of the broker's machine, ms since the epoch. */
  storedAt: number;
}

/** A stream's change of owner, as its copies show it. */
export interface Handover {
  streamKey: string;
  fromEpoch: number;
  toEpoch: number;
  /** Store time of the last copy of the old owner and of the first one of the new owner. */
  lastBefore: number;
  firstAfter: number;
}

const POSITION = /^([^.]+)\.\d+:\d+:(\d+):/;

/** The copies of some topics in the order of their queues; reads on from where it stopped. */
export class CopyLog {
  readonly #next = new Map<string, number>();
  readonly #copies = new Map<string, StoredCopy[]>();

  readonly #client: RocketmqClient;
  readonly #topics: readonly string[];

  constructor(client: RocketmqClient, topics: readonly string[]) {
    this.#client = client;
    this.#topics = topics;
  }

  /** Takes in what was stored since the last call. */
  async read(): Promise<void> {
    for (const topic of this.#topics) {
      const queues = await queuesOf(this.#client, topic);
      await Promise.all(
        queues.map(async (queue) => {
          const name = `${topic}@${queue.brokerName}#${queue.queueId}`;
          for (const message of await readQueue(this.#client, queue, this.#next.get(name) ?? 0)) {
            this.#next.set(name, message.queueOffset + 1);
            const match = POSITION.exec(getProperty(message.properties, 'REPL_POS') ?? '');
            if (match?.[1] === undefined) continue;
            const copies = this.#copies.get(match[1]) ?? [];
            this.#copies.set(match[1], copies);
            copies.push({ streamKey: match[1], epoch: Number(match[2]), storedAt: message.storeTimestamp });
          }
        }),
      );
    }
  }

  /** Copies of one stream, in the order of its target queue. */
  of(streamKey: string): readonly StoredCopy[] {
    return this.#copies.get(streamKey) ?? [];
  }

  /** Epoch of a stream's newest copy; 0 before the first. */
  epochOf(streamKey: string): number {
    return this.of(streamKey).at(-1)?.epoch ?? 0;
  }

  /** Changes of owner whose new owner began at `since` or later (ms since the epoch). */
  handovers(since = 0): Handover[] {
    return [...this.#copies.values()].flatMap(handoversOf).filter(({ firstAfter }) => firstAfter >= since);
  }

  /** Streams in whose queue an older epoch follows a newer one: a former owner wrote after its successor. */
  get broken(): string[] {
    return [...this.#copies.values()]
      .flatMap(handoversOf)
      .filter(({ fromEpoch, toEpoch }) => toEpoch < fromEpoch)
      .map(({ streamKey, fromEpoch, toEpoch }) => `${streamKey}: epoch ${toEpoch} after ${fromEpoch}`);
  }
}

function handoversOf(copies: readonly StoredCopy[]): Handover[] {
  return copies.flatMap((copy, index) => {
    const before = copies[index - 1];
    if (before === undefined || before.epoch === copy.epoch) return [];
    return [
      {
        streamKey: copy.streamKey,
        fromEpoch: before.epoch,
        toEpoch: copy.epoch,
        lastBefore: before.storedAt,
        firstAfter: copy.storedAt,
      },
    ];
  });
}
