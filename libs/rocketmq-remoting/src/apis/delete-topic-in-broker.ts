import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';

/*
 * Broker (master). Java: DeleteTopicRequestHeader. A topic that is not there is no error.
 * request := ext topic
 */
export const deleteTopicInBroker = defineApi<{ topic: string }, void>(REQUEST_CODE.DELETE_TOPIC_IN_BROKER, {
  encode: ({ topic }) => ({ extFields: { topic } }),
  decode: () => undefined,
});
