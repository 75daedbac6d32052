import { REQUEST_CODE } from '../codes/request-code.js';
import { attributeChanges } from './attribute-changes.js';
import { defineApi } from './define-api.js';
import type { TopicConfig } from './topic-config.js';

/** A topic as it shall be. */
export interface TopicChange extends TopicConfig {
  /** 5.x: names of attributes to take away. One that the topic does not have is an error. */
  removedAttributes?: readonly string[];
}

/*
 * Broker (master). Java: CreateTopicRequestHeader. Creates the topic or overwrites its settings.
 * request := ext topic, defaultTopic, readQueueNums, writeQueueNums, perm, topicFilterType, topicSysFlag, order,
 *            attributes ("+name=value,-name,..."; those that are absent stay; ignored by 4.x)
 */
export const putTopic = defineApi<TopicChange, void>(REQUEST_CODE.UPDATE_AND_CREATE_TOPIC, {
  encode: (config) => ({
    extFields: {
      topic: config.topicName,
      // Required by the header, but not looked at.
      defaultTopic: 'TBW102',
      readQueueNums: config.readQueueNums,
      writeQueueNums: config.writeQueueNums,
      perm: config.perm,
      topicFilterType: config.topicFilterType ?? 'SINGLE_TAG',
      topicSysFlag: config.topicSysFlag ?? 0,
      order: config.order ?? false,
      attributes: attributesText(config),
    },
  }),
  decode: () => undefined,
});

function attributesText({ attributes = {}, removedAttributes = [] }: TopicChange): string | undefined {
  const changes = [...attributeChanges(attributes, removedAttributes)];
  return changes.length === 0
    ? undefined
    : changes.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join(',');
}
