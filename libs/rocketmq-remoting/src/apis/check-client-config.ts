import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { defineApi } from './define-api.js';
import { jsonRequest } from './json-request.js';
import { subscriptionFields, type SubscriptionFilter } from './subscription-filter.js';

/** `supported: false`: this broker does not filter by expressions at all (`enablePropertyFilter` is off). */
export type FilterCheck = { valid: true } | { valid: false; supported: boolean; said: string };

/*
 * Broker. Java: CheckClientRequestBody. The only place where a broker reports a wrong SQL-92 expression: pulls and heartbeats
 * take it in silence.
 * request := body {clientId, group, subscriptionData: {topic, subString, expressionType, ...}}
 * 23      := the parser's text;  1 "does not support ..." := no property filter
 */
export const checkClientConfig = defineApi<
  { clientId: string; group: string; topic: string; filter: SubscriptionFilter },
  FilterCheck
>(REQUEST_CODE.CHECK_CLIENT_CONFIG, {
  accepts: [RESPONSE_CODE.SUCCESS, RESPONSE_CODE.SUBSCRIPTION_PARSE_FAILED],
  encode: ({ clientId, group, topic, filter }) => {
    const { subscription, expressionType } = subscriptionFields(filter);
    return {
      body: jsonRequest({
        clientId,
        group,
        subscriptionData: {
          classFilterMode: false,
          topic,
          subString: subscription,
          tagsSet: [],
          codeSet: [],
          subVersion: 0,
          expressionType,
        },
      }),
    };
  },
  decode: (answer) =>
    answer.code === RESPONSE_CODE.SUCCESS
      ? { valid: true }
      : { valid: false, supported: true, said: answer.remark ?? '' },
});
