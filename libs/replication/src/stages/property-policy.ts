import { PROVENANCE_KEYS } from '../provenance.js';

/**
 * Properties that describe how the source stored or delivered a message; at the target they would be wrong or would
 * change its meaning (facts §7 has the case for each).
 */
const STRIPPED: ReadonlySet<string> = new Set([
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

/** True for properties that a copy keeps: the user's own, keys, tags, unique key, message group. */
export function keepsProperty(key: string): boolean {
  return !STRIPPED.has(key);
}
