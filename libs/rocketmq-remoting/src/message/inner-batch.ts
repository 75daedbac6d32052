import { decodeBatch } from './batch.js';
import type { StoredMessage } from './message.js';
import { plainMessage } from './stored-record.js';
import { bodyCrcOf } from './message-encoder.js';
import { SYS_FLAG } from './sys-flag.js';

const INNER_BATCH = SYS_FLAG.NEED_UNWRAP | SYS_FLAG.INNER_BATCH;

/**
 * Takes the messages out of inner batches. A 5.x broker keeps a batch that is sent to a topic of `BatchCQ` queues as one record,
 * whose body is the batch as it was sent and whose queue offset is that of its first message [MessageDecoder#decodeMessage].
 * Records of any other kind are given back as they are. Throws `MessageFormatError` for a body that is no batch.
 */
export function unwrapInnerBatches(records: StoredMessage[]): StoredMessage[] {
  return records.some(isInnerBatch) ? records.flatMap(messagesOf) : records;
}

function isInnerBatch({ sysFlag }: StoredMessage): boolean {
  return (sysFlag & INNER_BATCH) === INNER_BATCH;
}

function messagesOf(record: StoredMessage): StoredMessage[] {
  if (!isInnerBatch(record)) return [record];
  return decodeBatch(record.body).map(({ flag, body, properties }, index) => ({
    ...plainMessage(record),
    queueOffset: record.queueOffset + index,
    sysFlag: record.sysFlag & ~INNER_BATCH,
    flag,
    body,
    bodyCrc: bodyCrcOf(body),
    properties,
  }));
}
