import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';

/*
 * Broker. Java: UnregisterClientRequestHeader. Takes back what a heartbeat registered on this connection.
 * request := ext clientID, producerGroup
 */
export const unregisterClient = defineApi<{ clientId: string; producerGroup: string }, void>(
  REQUEST_CODE.UNREGISTER_CLIENT,
  {
    encode: ({ clientId, producerGroup }) => ({ extFields: { clientID: clientId, producerGroup } }),
    decode: () => undefined,
  },
);
