import { REQUEST_CODE } from '../codes/request-code.js';
import { arrayOf, integerOf, jsonBody, objectOf, textOf } from './answer-fields.js';
import type { JsonValue } from '../wire/fast-json.js';
import { readBrokerData, type BrokerAddresses } from './broker-address.js';
import { defineApi } from './define-api.js';

/** What one broker has of a topic. `perm`: 4 read, 2 write, 1 inherit. */
export interface QueueRoute {
  brokerName: string;
  readQueueNums: number;
  writeQueueNums: number;
  perm: number;
}

/** Where a topic lives. Address 0 is the master. */
export interface TopicRoute {
  brokers: ReadonlyMap<string, BrokerAddresses>;
  queues: readonly QueueRoute[];
}

/*
 * Name Server. Java: GetRouteInfoRequestHeader, TopicRouteData.
 * request  := ext topic, acceptStandardJsonOnly (ignored before 4.9.4: then map keys come without quotes)
 * answer   := body {queueDatas: [{brokerName, readQueueNums, writeQueueNums, perm, ...}], brokerDatas: [BrokerData]}
 * 17       := no such topic, or all of its brokers are down
 */
export const getRouteInfo = defineApi<{ topic: string }, TopicRoute>(REQUEST_CODE.GET_ROUTE_INFO_BY_TOPIC, {
  encode: ({ topic }) => ({ extFields: { topic, acceptStandardJsonOnly: true } }),
  decode: (answer) => {
    const body = jsonBody(answer);
    const brokers = new Map<string, BrokerAddresses>();
    for (const entry of arrayOf(body['brokerDatas'], 'brokerDatas')) {
      const { brokerName, cluster, addresses } = readBrokerData(entry);
      brokers.set(brokerName, { cluster, addresses });
    }
    return { brokers, queues: arrayOf(body['queueDatas'], 'queueDatas').map(readQueueData) };
  },
});

function readQueueData(value: JsonValue | undefined): QueueRoute {
  const data = objectOf(value, 'queueData');
  return {
    brokerName: textOf(data['brokerName'], 'brokerName'),
    readQueueNums: integerOf(data['readQueueNums'], 'readQueueNums'),
    writeQueueNums: integerOf(data['writeQueueNums'], 'writeQueueNums'),
    perm: integerOf(data['perm'], 'perm'),
  };
}
