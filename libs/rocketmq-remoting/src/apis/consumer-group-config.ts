import type { JsonValue } from '../wire/fast-json.js';
import { objectOf, textOf } from './answer-fields.js';

/** A consumer group as one broker has it. Java: SubscriptionGroupConfig. */
export interface ConsumerGroupConfig {
  groupName: string;
  /**
   * The broker's object without the name, such as `consumeEnable`, `retryMaxTimes`, 5.x also `groupRetryPolicy` and
   * `attributes`. Which fields there are depends on the version; those that a broker does not know it ignores.
   */
  settings: Readonly<Record<string, JsonValue>>;
}

/** Reads one `SubscriptionGroupConfig` of an answer. */
export function readConsumerGroupConfig(value: JsonValue): ConsumerGroupConfig {
  const { groupName, ...settings } = objectOf(value, 'consumer group');
  return { groupName: textOf(groupName, 'groupName'), settings };
}
