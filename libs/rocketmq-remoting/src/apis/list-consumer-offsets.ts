import { REQUEST_CODE } from '../codes/request-code.js';
import { integerOf, jsonBody, objectOf, optionalObjectOf } from './answer-fields.js';
import { defineApi } from './define-api.js';

/** Committed offsets of one group on one topic of one broker. */
export interface GroupOffsets {
  topic: string;
  consumerGroup: string;
  /** Offset by queue id. */
  offsets: ReadonlyMap<number, number>;
}

/*
 * Broker. Java: ConsumerOffsetSerializeWrapper. Groups that are gone are among them.
 * answer := body {offsetTable: {"topic@group": {queueId: offset}}}
 */
export const listConsumerOffsets = defineApi<void, GroupOffsets[]>(REQUEST_CODE.GET_ALL_CONSUMER_OFFSET, {
  encode: () => ({}),
  decode: (answer) =>
    Object.entries(optionalObjectOf(jsonBody(answer)['offsetTable'], 'offsetTable')).map(([key, table]) => {
      // A topic name cannot contain the separator.
      const [topic = '', ...group] = key.split('@');
      return {
        topic,
        consumerGroup: group.join('@'),
        offsets: new Map(
          Object.entries(objectOf(table, 'offsetTable')).map(([queueId, offset]) => [
            integerOf(queueId, 'queue id'),
            integerOf(offset, 'offset'),
          ]),
        ),
      };
    }),
});
