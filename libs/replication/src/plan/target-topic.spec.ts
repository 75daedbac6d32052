import { expect, it } from 'vitest';
import { targetQueuesPerBroker } from './target-topic.js';

it.each([
  ['one broker takes all queues', 8, 1, 8],
  ['two brokers share them', 8, 2, 4],
  ['rounds up', 9, 2, 5],
  ['never none', 0, 3, 1],
  ['more brokers than queues', 2, 3, 1],
])('a new target topic: %s', (_, sourceQueues, brokers, expected) => {
  expect(targetQueuesPerBroker(sourceQueues, brokers)).toBe(expected);
});
