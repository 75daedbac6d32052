import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';
import type { TopicConfig } from './topic-config.js';

/*
 * Broker (master). Java: CreateTopicRequestHeader. Creates the topic or overwrites its settings.
 * request := ext topic, defaultTopic, readQueueNums, writeQueueNums, perm, topicFilterType, topicSysFlag, order,
 *            attributes ("+name=value,..."; absent = keep the old ones; ignored by 4.x)
 */
export const putTopic = defineApi<TopicConfig, void>(REQUEST_CODE.UPDATE_AND_CREATE_TOPIC, {
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
      attributes: attributesText(config.attributes ?? {}),
    },
  }),
  decode: () => undefined,
});

function attributesText(attributes: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(attributes);
  return entries.length === 0 ? undefined : entries.map(([name, value]) => `+${name}=${value}`).join(',');
}
