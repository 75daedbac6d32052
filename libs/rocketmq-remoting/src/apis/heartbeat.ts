import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi, type ApiCall } from './define-api.js';
import { jsonRequest } from './json-request.js';

/*
 * Broker. Java: HeartbeatData. Registers the connection under the client id for each group; it is gone as soon as the
 * connection closes, or after 120 s without another one.
 * request := body {clientID, producerDataSet: [{groupName}], consumerDataSet: []}
 */
export const heartbeat = defineApi<{ clientId: string; producerGroups: readonly string[] }, void>(
  REQUEST_CODE.HEART_BEAT,
  {
    encode: ({ clientId, producerGroups }) => ({
      body: jsonRequest({
        clientID: clientId,
        producerDataSet: producerGroups.map((groupName) => ({ groupName })),
        consumerDataSet: [],
      }),
    }),
    decode: () => undefined,
  },
);

/** A heartbeat that registers nothing: traffic that brokers accept and Name Servers ignore. For one-way use. */
export function keepAliveRequest(): ApiCall {
  return { code: heartbeat.code, ...heartbeat.encode({ clientId: 'keep-alive', producerGroups: [] }) };
}
