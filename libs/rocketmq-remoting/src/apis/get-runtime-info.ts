import { REQUEST_CODE } from '../codes/request-code.js';
import { jsonBody, optionalObjectOf } from './answer-fields.js';
import { defineApi } from './define-api.js';

/*
 * Broker. Java: KVTable.
 * answer := body {table: {name: value}}, for example brokerVersionDesc, bootTimestamp, commitLogMaxOffset, putTps
 */
export const getRuntimeInfo = defineApi<void, ReadonlyMap<string, string>>(
  REQUEST_CODE.GET_BROKER_RUNTIME_INFO,
  {
    encode: () => ({}),
    decode: (answer) =>
      new Map(
        Object.entries(optionalObjectOf(jsonBody(answer)['table'], 'table')).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ),
  },
);
