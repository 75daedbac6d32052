import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { readConnections, type ClientConnection } from './client-connection.js';
import { defineApi } from './define-api.js';

/*
 * Broker. Java: GetConsumerConnectionListRequestHeader, ConsumerConnection.
 * request := ext consumerGroup
 * answer  := body {connectionSet: [...]}; 206 when no member is online
 */
export const listConsumerConnections = defineApi<{ consumerGroup: string }, ClientConnection[]>(
  REQUEST_CODE.GET_CONSUMER_CONNECTION_LIST,
  {
    accepts: [RESPONSE_CODE.SUCCESS, RESPONSE_CODE.CONSUMER_NOT_ONLINE],
    encode: ({ consumerGroup }) => ({ extFields: { consumerGroup } }),
    decode: (answer) => (answer.code === RESPONSE_CODE.SUCCESS ? readConnections(answer) : []),
  },
);
