import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RocketmqClient, SendChannel } from '@slipstream/rocketmq-remoting';
import { bodyCrcOf, encodeProperties, type BatchEntry } from '@slipstream/rocketmq-remoting/message';
import { contentText } from '../../support/checker.ts';

/** Messages that come all the time. */
export interface SteadyLoadOptions {
  topic: string;
  queueIds: readonly number[];
  messagesPerSecond: number;
  bodyBytes: number;
  /** After this long the rate falls to a tenth, ms: a long fault is not to make a huge backlog. */
  fullRateMs: number;
}

const TICK_MS = 100;
const SEND_TIMEOUT_MS = 3_000;

/**
 * Produces to all queues of a topic at a steady rate. A send without an answer is never repeated: the next attempt has new
 * keys, so that every key is in the log once at most.
 */
export class SteadyLoad {
  /** What was acknowledged: content by key, as the checker compares it. */
  readonly acknowledged = new Map<string, string>();
  #unanswered = 0;
  readonly #stopping = new AbortController();
  readonly #queues: Promise<void>[];
  readonly #began = performance.now();
  readonly #run = randomBytes(6).toString('hex');
  #channel: Promise<SendChannel> | undefined;

  readonly #client: RocketmqClient;
  readonly #brokerName: string;
  readonly #options: SteadyLoadOptions;

  constructor(client: RocketmqClient, brokerName: string, options: SteadyLoadOptions) {
    this.#client = client;
    this.#brokerName = brokerName;
    this.#options = options;
    this.#queues = options.queueIds.map((queueId) => this.#feed(queueId));
  }

  /** Messages whose fate the producer does not know. */
  get unanswered(): number {
    return this.#unanswered;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#queues);
    const channel = await this.#channel?.catch(() => undefined);
    channel?.reset();
  }

  async #feed(queueId: number): Promise<void> {
    const { topic, queueIds, messagesPerSecond, fullRateMs, bodyBytes } = this.#options;
    const queues = queueIds.length;
    const { signal } = this.#stopping;
    let number = 0;
    let owed = 0;
    let last = performance.now();
    while (!signal.aborted) {
      await delay(TICK_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const now = performance.now();
      const rate = now - this.#began > fullRateMs ? messagesPerSecond / 10 : messagesPerSecond;
      // What could not be produced while a broker was away is not made up for.
      owed = Math.min(owed + ((now - last) / 1000) * (rate / queues), rate / queues);
      last = now;
      const count = Math.floor(owed);
      if (count === 0) continue;
      owed -= count;
      const keys = Array.from({ length: count }, (_, index) => this.#key(queueId, number + index));
      number += count;
      const messages = keys.map((key, index) => messageOf(key, number - count + index, queueId, bodyBytes));
      const entries = messages.map(({ entry }) => entry);
      try {
        const channel = await this.#open();
        const answer = await channel.sendBatch(
          { topic, queueId, sysFlag: 0, bornTimestamp: Date.now(), entries },
          { timeoutMs: SEND_TIMEOUT_MS },
        );
        if (answer.responseCode === 0)
          for (const { key, content } of messages) this.acknowledged.set(key, content);
        else this.#unanswered += count;
      } catch {
        this.#unanswered += count;
        this.#channel?.then((channel) => channel.reset()).catch(() => undefined);
        this.#channel = undefined;
        await delay(200, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #open(): Promise<SendChannel> {
    this.#channel ??= this.#client
      .openSendChannel(this.#brokerName, {
        producerGroup: `load-${this.#run}`,
        clientId: `load-${this.#run}`,
      })
      .catch((error: unknown) => {
        this.#channel = undefined;
        throw error;
      });
    return this.#channel;
  }

  #key(queueId: number, number: number): string {
    return `${this.#run}${queueId.toString(16).padStart(4, '0')}${number.toString(16).padStart(16, '0')}`.toUpperCase();
  }
}

/** Bodies of all sizes up to twice the mean, flags, tags of two kinds. */
function messageOf(
  key: string,
  number: number,
  queueId: number,
  bodyBytes: number,
): { key: string; content: string; entry: BatchEntry } {
  const body = Buffer.alloc(1 + ((number * 131) % (bodyBytes * 2)), `${queueId}-${number} `);
  const flag = number % 7;
  const properties: [string, string][] = [
    ['UNIQ_KEY', key],
    ['KEYS', `key-${number}`],
    ['TAGS', number % 2 === 0 ? 'even' : 'odd'],
    ['seq', String(number)],
  ];
  return {
    key,
    content: contentText(bodyCrcOf(body), body.length, flag, 0, properties),
    entry: { flag, body, properties: encodeProperties(properties) },
  };
}
