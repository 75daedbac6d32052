import {
  RocketmqClient,
  sendUntilServed,
  type Credentials,
  type SubscriptionFilter,
} from '@slipstream/rocketmq-remoting';
import { decodeMessages, encodeProperties, type StoredMessage } from '@slipstream/rocketmq-remoting/message';

/** Topics of one real cluster: fills them and reads them whole. */
export class RealQueues {
  readonly client: RocketmqClient;

  constructor(nameServer: string, credentials?: Credentials) {
    this.client = new RocketmqClient({
      nameServers: [nameServer],
      ...(credentials === undefined ? {} : { credentials }),
    });
  }

  async createTopic(topicName: string, queues: number): Promise<void> {
    const { brokers } = await this.client.clusterInfo();
    for (const brokerName of brokers.keys())
      await this.client.createTopic(brokerName, {
        topicName,
        readQueueNums: queues,
        writeQueueNums: queues,
        perm: 6,
      });
  }

  /** Sends numbered messages `from` to `to`, spread over the queues of a broker in batches. */
  async fill(
    brokerName: string,
    topic: string,
    queues: number,
    from: number,
    to: number,
    count = 50,
  ): Promise<void> {
    const channel = await this.client.openSendChannel(brokerName, {
      producerGroup: 'TEST_FILL',
      clientId: `fill@${topic}-${from}`,
    });
    try {
      for (let first = from; first < to; first += count) {
        const numbers = Array.from({ length: Math.min(count, to - first) }, (_, index) => first + index);
        const entries = numbers.map((number) => ({
          flag: number,
          body: Buffer.from(`message ${number}`),
          properties: encodeProperties([
            ['UNIQ_KEY', `${topic}-${number}`],
            ['TAGS', number % 2 === 0 ? 'even' : 'odd'],
            ['KEYS', `key-${number}`],
            ['user', `äöü ${number}`],
          ]),
        }));
        const queueId = (first / count) % queues;
        const batch = { topic, queueId: Math.floor(queueId), sysFlag: 0, bornTimestamp: Date.now(), entries };
        const answer = await sendUntilServed(channel, batch);
        if (answer.responseCode !== 0) throw new Error(`${answer.responseCode} ${answer.remark}`);
      }
    } finally {
      await channel.close();
    }
  }

  /** All messages of one queue, from its first to its last; with a filter those that a consumer with it gets. */
  async read(
    topic: string,
    brokerName: string,
    queueId: number,
    filter: SubscriptionFilter = { type: 'NONE' },
  ): Promise<StoredMessage[]> {
    const queue = { topic, brokerName, queueId };
    const { minOffset, maxOffset } = await this.client.range(queue);
    const messages: StoredMessage[] = [];
    for (let offset = minOffset; offset < maxOffset;) {
      const result = await this.client.pull(queue, { offset, maxMessages: 1_000, filter });
      if (result.status === 'FOUND') messages.push(...decodeMessages(result.messages));
      if (result.nextBeginOffset <= offset) break;
      offset = result.nextBeginOffset;
    }
    return messages;
  }

  /** Messages in all queues of a topic on one broker. */
  async count(topic: string, brokerName: string, queues: number): Promise<number> {
    const ranges = await Promise.all(
      Array.from({ length: queues }, (_, queueId) => this.client.range({ topic, brokerName, queueId })),
    );
    return ranges.reduce((sum, { minOffset, maxOffset }) => sum + maxOffset - minOffset, 0);
  }
}
