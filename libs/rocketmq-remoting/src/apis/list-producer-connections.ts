import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { ResponseError } from '../errors.js';
import { readConnections, type ClientConnection } from './client-connection.js';
import { defineApi } from './define-api.js';

/*
 * Broker. Java: GetProducerConnectionListRequestHeader, ProducerConnection.
 * request := ext producerGroup
 * answer  := body {connectionSet: [...]}
 * A group that is not there: 4.x answers 0 with an empty set, 5.x 1 "... not exist".
 */
export const listProducerConnections = defineApi<{ producerGroup: string }, ClientConnection[]>(
  REQUEST_CODE.GET_PRODUCER_CONNECTION_LIST,
  {
    encode: ({ producerGroup }) => ({ extFields: { producerGroup } }),
    decode: readConnections,
  },
);

/** Whether this is how a 5.x broker says that it sees no connection of the group. */
export function isProducerGroupAbsent(error: unknown, producerGroup: string): boolean {
  return (
    error instanceof ResponseError &&
    error.responseCode === RESPONSE_CODE.SYSTEM_ERROR &&
    error.remark.includes(producerGroup) &&
    /not exist/i.test(error.remark)
  );
}
