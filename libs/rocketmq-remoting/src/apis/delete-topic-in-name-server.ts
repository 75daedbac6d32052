import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';

/*
 * Name Server, each one. Java: DeleteTopicFromNamesrvRequestHeader. A topic that is not there is no error.
 * request := ext topic
 */
export const deleteTopicInNameServer = defineApi<{ topic: string }, void>(
  REQUEST_CODE.DELETE_TOPIC_IN_NAME_SERVER,
  {
    encode: ({ topic }) => ({ extFields: { topic } }),
    decode: () => undefined,
  },
);
