import { REQUEST_CODE } from '../codes/request-code.js';
import { jsonBody, optionalObjectOf } from './answer-fields.js';
import { defineApi } from './define-api.js';
import { LazyTable, readDataVersion, type DataVersion, type TableAnswer } from './lazy-table.js';
import { readTopicConfig, type TopicConfig } from './topic-config.js';

/** All topics of one broker, with the version of that table: an equal version means that nothing changed. */
export interface TopicConfigs extends TableAnswer {
  readonly dataVersion: DataVersion;
  readonly topics: ReadonlyMap<string, TopicConfig>;
}

/*
 * Broker. Java: TopicConfigSerializeWrapper.
 * answer := body {topicConfigTable: {name: TopicConfig}, dataVersion: {counter, timestamp, ...}}
 */
export const listTopicConfigs = defineApi<void, TopicConfigs>(REQUEST_CODE.GET_ALL_TOPIC_CONFIG, {
  encode: () => ({}),
  decode: (answer) => new LazyTopicConfigs(answer.body),
});

class LazyTopicConfigs extends LazyTable<Omit<TopicConfigs, 'fingerprint'>> implements TopicConfigs {
  get dataVersion(): DataVersion {
    return this.content.dataVersion;
  }

  get topics(): ReadonlyMap<string, TopicConfig> {
    return this.content.topics;
  }

  protected read(body: Buffer): Omit<TopicConfigs, 'fingerprint'> {
    const table = jsonBody({ body });
    const topics = new Map<string, TopicConfig>();
    for (const [name, config] of Object.entries(
      optionalObjectOf(table['topicConfigTable'], 'topicConfigTable'),
    )) {
      topics.set(name, readTopicConfig(config));
    }
    return { dataVersion: readDataVersion(table['dataVersion']), topics };
  }
}
