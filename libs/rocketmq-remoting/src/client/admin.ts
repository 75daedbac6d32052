import { checkClientConfig, type FilterCheck } from '../apis/check-client-config.js';
import type { ClientConnection } from '../apis/client-connection.js';
import { deleteConsumerGroup } from '../apis/delete-consumer-group.js';
import { deleteTopicInBroker } from '../apis/delete-topic-in-broker.js';
import { getBrokerConfig } from '../apis/get-broker-config.js';
import { getRuntimeInfo } from '../apis/get-runtime-info.js';
import { listConsumerConnections } from '../apis/list-consumer-connections.js';
import { listConsumerGroups, type ConsumerGroupConfigs } from '../apis/list-consumer-groups.js';
import { isProducerGroupAbsent, listProducerConnections } from '../apis/list-producer-connections.js';
import { listTopicConfigs, type TopicConfigs } from '../apis/list-topic-configs.js';
import { putConsumerGroup, type ConsumerGroupChange } from '../apis/put-consumer-group.js';
import { putTopic, type TopicChange } from '../apis/put-topic.js';
import type { SubscriptionFilter } from '../apis/subscription-filter.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { ResponseError } from '../errors.js';
import type { RequestOptions } from '../network/connection.js';
import type { BrokerCaller } from './broker-caller.js';
import { DEFAULT_CONSUMER_GROUP } from './pull-consumer.js';
import { closesUnopenedBracket } from './sql-brackets.js';

const ONLY_THE_BEGINNING = 'Only the beginning would be used.';

/** Questions and commands to single brokers. */
export class Admin {
  readonly #brokers: BrokerCaller;

  constructor(brokers: BrokerCaller) {
    this.#brokers = brokers;
  }

  topicConfigs(brokerName: string, options?: RequestOptions): Promise<TopicConfigs> {
    return this.#brokers.call(brokerName, listTopicConfigs, undefined, options);
  }

  putTopic(brokerName: string, config: TopicChange, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, putTopic, config, options);
  }

  deleteTopic(brokerName: string, topic: string, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, deleteTopicInBroker, { topic }, options);
  }

  consumerGroups(brokerName: string, options?: RequestOptions): Promise<ConsumerGroupConfigs> {
    return this.#brokers.call(brokerName, listConsumerGroups, undefined, options);
  }

  putConsumerGroup(brokerName: string, group: ConsumerGroupChange, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, putConsumerGroup, group, options);
  }

  deleteConsumerGroup(
    brokerName: string,
    p: { groupName: string; cleanOffsets: boolean },
    options?: RequestOptions,
  ): Promise<void> {
    return this.#brokers.call(brokerName, deleteConsumerGroup, p, options);
  }

  /**
   * Only brokers can judge an SQL-92 expression; tags cannot be wrong. Their parser stops at the first thing that does not fit
   * and forgets the rest (`a LIKE 'x%'` becomes `a`, which matches nothing), so it is asked a second time, in brackets.
   */
  async checkFilter(
    brokerName: string,
    topic: string,
    filter: SubscriptionFilter,
    options?: RequestOptions,
  ): Promise<FilterCheck> {
    if (filter.type !== 'SQL92') return { valid: true };
    const asIs = await this.#askFilter(brokerName, topic, filter.expression, options);
    if (!asIs.valid) return asIs;
    if (closesUnopenedBracket(filter.expression)) {
      return {
        valid: false,
        supported: true,
        said: `${ONLY_THE_BEGINNING} It closes a bracket that is not open.`,
      };
    }
    // The line break ends a comment that the expression may end with.
    const inBrackets = await this.#askFilter(brokerName, topic, `(${filter.expression}\n)`, options);
    return inBrackets.valid
      ? inBrackets
      : { ...inBrackets, said: `${ONLY_THE_BEGINNING} In brackets: ${inBrackets.said}` };
  }

  async #askFilter(
    brokerName: string,
    topic: string,
    expression: string,
    options: RequestOptions | undefined,
  ): Promise<FilterCheck> {
    const filter = { type: 'SQL92', expression } as const;
    const request = { clientId: 'filter-check', group: DEFAULT_CONSUMER_GROUP, topic, filter };
    try {
      return await this.#brokers.call(brokerName, checkClientConfig, request, options);
    } catch (error) {
      if (
        error instanceof ResponseError &&
        error.responseCode === RESPONSE_CODE.SYSTEM_ERROR &&
        error.remark.includes('does not support')
      ) {
        return { valid: false, supported: false, said: error.remark };
      }
      throw error;
    }
  }

  consumerConnections(
    brokerName: string,
    consumerGroup: string,
    options?: RequestOptions,
  ): Promise<ClientConnection[]> {
    return this.#brokers.call(brokerName, listConsumerConnections, { consumerGroup }, options);
  }

  /** Empty when the broker sees no connection of the group. */
  async producerConnections(
    brokerName: string,
    producerGroup: string,
    options?: RequestOptions,
  ): Promise<ClientConnection[]> {
    try {
      return await this.#brokers.call(brokerName, listProducerConnections, { producerGroup }, options);
    } catch (error) {
      if (isProducerGroupAbsent(error, producerGroup)) return [];
      throw error;
    }
  }

  runtimeInfo(brokerName: string, options?: RequestOptions): Promise<ReadonlyMap<string, string>> {
    return this.#brokers.call(brokerName, getRuntimeInfo, undefined, options);
  }

  brokerConfig(brokerName: string, options?: RequestOptions): Promise<Map<string, string>> {
    return this.#brokers.call(brokerName, getBrokerConfig, undefined, options);
  }
}
