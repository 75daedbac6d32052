/** One queue of one broker. */
export interface MessageQueue {
  topic: string;
  brokerName: string;
  queueId: number;
}

/** What a request to a known broker needs of a queue. */
export type QueueOfTopic = Pick<MessageQueue, 'topic' | 'queueId'>;
