import { randomBytes } from 'node:crypto';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { entry } from './load.ts';

/** Between two rounds, ms: every queue gets one batch per round, so that a pause of a stream shows to this precision. */
const ROUND_MS = 100;

/** What is to be sent, evenly over all queues, until it is stopped. */
export interface SteadyLoadOptions {
  topics: readonly string[];
  /** Queues of each topic that are written to. */
  queues: number;
  /** Messages per second over all topics. */
  rate: number;
  bodyBytes: number;
}

/** A producer that sends at a steady rate; one request per queue is in flight, so that a queue's order is that of its numbers. */
export class SteadyLoad {
  readonly #stopping = new AbortController();
  readonly #run = randomBytes(6).toString('hex');
  readonly #sent = new Map<string, number>();
  #done: Promise<void> = Promise.resolve();

  static async start(
    client: RocketmqClient,
    brokerName: string,
    options: SteadyLoadOptions,
  ): Promise<SteadyLoad> {
    const load = new SteadyLoad();
    const name = `steady-${load.#run}`;
    const channel = await client.openSendChannel(brokerName, { producerGroup: name, clientId: name });
    const began = performance.now();
    const queues = options.topics.flatMap((topic, index) =>
      Array.from({ length: options.queues }, (_, queueId) => ({
        topic,
        queueId,
        tag: index * 256 + queueId,
      })),
    );
    const perQueue = options.rate / queues.length / 1_000;
    const sending = queues.map(async ({ topic, queueId, tag }) => {
      for (let number = 0; !load.#stopping.signal.aborted;) {
        const due = Math.floor((performance.now() - began) * perQueue) - number;
        if (due > 0) {
          const entries = Array.from({ length: due }, (_, index) =>
            entry(load.#run, tag, number + index, options.bodyBytes),
          );
          const bornTimestamp = Date.now();
          const answer = await channel.sendBatch({ topic, queueId, sysFlag: 0, bornTimestamp, entries });
          if (answer.responseCode === 0) {
            number += due;
            load.#sent.set(topic, (load.#sent.get(topic) ?? 0) + due);
          } else if (answer.responseCode !== 2)
            throw new Error(`the load on ${topic}: ${answer.responseCode} ${answer.remark}`);
        }
        await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
      }
    });
    load.#done = Promise.all(sending).then(() => channel.close());
    load.#done.catch(() => undefined);
    return load;
  }

  /** Messages that the broker has acknowledged for a topic. */
  sentTo(topic: string): number {
    return this.#sent.get(topic) ?? 0;
  }

  /** Ends when everything sent is acknowledged; fails when the broker refused something. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }
}
