import { REQUEST_CODE } from '../codes/request-code.js';
import type { JsonValue } from '../wire/fast-json.js';
import { integerOf, jsonBody, objectOf, optionalObjectOf } from './answer-fields.js';
import { defineApi } from './define-api.js';
import { LazyTable, type TableAnswer } from './lazy-table.js';

/** Committed offsets of one group on one topic of one broker. */
export interface GroupOffsets {
  topic: string;
  consumerGroup: string;
  /** Offset by queue id. */
  offsets: ReadonlyMap<number, number>;
}

/** Committed offsets of all groups on one broker; groups and topics that are gone are among them. */
export interface ConsumerOffsets extends TableAnswer {
  /** One for each group and topic. */
  readonly entries: readonly GroupOffsets[];
}

/*
 * Broker. Java: ConsumerOffsetSerializeWrapper.
 * answer := body {offsetTable: {"topic@group": {queueId: offset}}}
 */
export const listConsumerOffsets = defineApi<void, ConsumerOffsets>(REQUEST_CODE.GET_ALL_CONSUMER_OFFSET, {
  encode: () => ({}),
  decode: (answer) => new LazyConsumerOffsets(answer.body),
});

class LazyConsumerOffsets extends LazyTable<readonly GroupOffsets[]> implements ConsumerOffsets {
  get entries(): readonly GroupOffsets[] {
    return this.content;
  }

  protected read(body: Buffer): readonly GroupOffsets[] {
    const table = optionalObjectOf(jsonBody({ body })['offsetTable'], 'offsetTable');
    return Object.entries(table).map(([key, offsets]) => readGroupOffsets(key, offsets));
  }
}

function readGroupOffsets(key: string, table: JsonValue): GroupOffsets {
  // A topic name cannot contain the separator.
  const separator = key.indexOf('@');
  const offsets = new Map<number, number>();
  for (const [queueId, offset] of Object.entries(objectOf(table, 'offsetTable')))
    offsets.set(integerOf(queueId, 'queue id'), integerOf(offset, 'offset'));
  return separator < 0
    ? { topic: key, consumerGroup: '', offsets }
    : { topic: key.slice(0, separator), consumerGroup: key.slice(separator + 1), offsets };
}
