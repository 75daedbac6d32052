import { isSameBytes } from '@slipstream/rocketmq-remoting/message';
import { PROVENANCE_KEYS } from '../provenance.js';

/**
 * Properties that describe how the source stored or delivered a message; at the target they would be wrong or would
 * change its meaning (facts §7 has the case for each).
 */
export const STRIPPED: ReadonlySet<string> = new Set([
  // A copy carries its own.
  ...Object.values(PROVENANCE_KEYS),
  'CLUSTER',
  'MSG_REGION',
  'TRACE_ON',
  'WAIT',
  'DELAY',
  'REAL_TOPIC',
  'REAL_QID',
  'TRAN_MSG',
  'PGROUP',
  'TRAN_PREPARED_QUEUE_OFFSET',
  'TRANSACTION_CHECK_TIMES',
  'CHECK_IMMUNITY_TIME_IN_SECONDS',
  'INNER_NUM',
  'INNER_BASE',
  'INNER_MULTI_DISPATCH',
  'INNER_MULTI_QUEUE_OFFSET',
  'POP_CK',
  '__CRC32#',
  'RETRY_TOPIC',
  'ORIGIN_MESSAGE_ID',
  'ORIGIN_GROUP',
  'RECONSUME_TIME',
  'MAX_RECONSUME_TIMES',
  'CONSUME_START_TIME',
  '1ST_POP_TIME',
  'DLQ_ORIGIN_TOPIC',
  'DLQ_ORIGIN_MESSAGE_ID',
  'MIN_OFFSET',
  'MAX_OFFSET',
  'TIMER_DELIVER_MS',
  'TIMER_DELAY_SEC',
  'TIMER_DELAY_MS',
  'TIMER_OUT_MS',
  'TIMER_ENQUEUE_MS',
  'TIMER_DEQUEUE_MS',
  'TIMER_ROLL_TIMES',
  'TIMER_DELAY_LEVEL',
  'TIMER_DEL_UNIQKEY',
]);

/** Names by their hash; no two of them share one (a test holds that). */
const STRIPPED_BY_HASH: ReadonlyMap<number, Buffer> = new Map(
  [...STRIPPED].map((name) => {
    const bytes = Buffer.from(name);
    return [nameHash(bytes, 0, bytes.length), bytes];
  }),
);

/** Hash of a property's name, `bytes[start, end)`; what {@link isStripped} wants. */
export function nameHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let index = start; index < end; index++) hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0;
  return hash;
}

/** True for properties that a copy does not keep; all others, the user's own, keys, tags, unique key, message group, it does. */
export function isStripped(hash: number, bytes: Buffer, start: number, end: number): boolean {
  const name = STRIPPED_BY_HASH.get(hash);
  return name !== undefined && isSameBytes(name, bytes, start, end);
}
