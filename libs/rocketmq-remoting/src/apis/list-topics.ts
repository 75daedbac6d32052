import { REQUEST_CODE } from '../codes/request-code.js';
import { jsonBody, optionalArrayOf, textOf } from './answer-fields.js';
import { defineApi } from './define-api.js';

/*
 * Name Server. Java: TopicList.
 * answer := body {topicList: [name]}; topics of brokers that are down are missing
 */
export const listTopics = defineApi<void, string[]>(REQUEST_CODE.GET_ALL_TOPIC_LIST_FROM_NAME_SERVER, {
  encode: () => ({}),
  decode: (answer) =>
    optionalArrayOf(jsonBody(answer)['topicList'], 'topicList').map((topic) => textOf(topic, 'topic')),
});
