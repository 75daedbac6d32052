import { REQUEST_CODE } from '../codes/request-code.js';
import { integerOf, jsonBody, objectOf, optionalObjectOf } from './answer-fields.js';
import { defineApi } from './define-api.js';
import { readTopicConfig, type TopicConfig } from './topic-config.js';

/** All topics of one broker, with the version of that table: an equal version means that nothing changed. */
export interface TopicConfigs {
  dataVersion: { counter: number; timestamp: number };
  topics: ReadonlyMap<string, TopicConfig>;
}

/*
 * Broker. Java: TopicConfigSerializeWrapper.
 * answer := body {topicConfigTable: {name: TopicConfig}, dataVersion: {counter, timestamp, ...}}
 */
export const listTopicConfigs = defineApi<void, TopicConfigs>(REQUEST_CODE.GET_ALL_TOPIC_CONFIG, {
  encode: () => ({}),
  decode: (answer) => {
    const body = jsonBody(answer);
    const version = objectOf(body['dataVersion'], 'dataVersion');
    const topics = new Map<string, TopicConfig>();
    for (const [name, config] of Object.entries(
      optionalObjectOf(body['topicConfigTable'], 'topicConfigTable'),
    )) {
      topics.set(name, readTopicConfig(config));
    }
    return {
      dataVersion: {
        counter: integerOf(version['counter'], 'counter'),
        timestamp: integerOf(version['timestamp'] ?? version['timestatmp'], 'timestamp'),
      },
      topics,
    };
  },
});
