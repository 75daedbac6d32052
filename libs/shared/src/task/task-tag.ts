/**
 * A user property that a task gives each of its copies, so that SQL-92 consumers can choose between local and replicated messages
 * (T-07). A source message that has a property of this name already loses it to the copy's.
 */
export interface TaskTag {
  key: string;
  value: string;
}

/** Longest key and value of a tag, characters. */
export const TAG_LIMITS = { keyMax: 64, valueMax: 128 } as const;

/** What SQL-92 expressions of RocketMQ can name [SelectorParser, token ID]. */
export const TAG_KEY_PATTERN = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Words of SQL-92 expressions, in any case; a property of such a name cannot be asked for [SelectorParserConstants 5.5]. */
const SQL_WORDS: ReadonlySet<string> = new Set([
  'NOT',
  'AND',
  'OR',
  'BETWEEN',
  'IN',
  'TRUE',
  'FALSE',
  'NULL',
  'IS',
  'CONTAINS',
  'STARTSWITH',
  'ENDSWITH',
]);

/** Properties that mean something to brokers and clients of 4.4 to 5.5 [MessageConst]; those that begin with `__` are theirs as well. */
const SYSTEM_PROPERTIES: ReadonlySet<string> = new Set([
  'ARRIVE_TIME',
  'BORN_TIMESTAMP',
  'BUYER_ID',
  'CHECK_IMMUNITY_TIME_IN_SECONDS',
  'CLUSTER',
  'CONSUME_START_TIME',
  'CORRECTION_FLAG',
  'CORRELATION_ID',
  'DELAY',
  'DLQ_ORIGIN_MESSAGE_ID',
  'DLQ_ORIGIN_TOPIC',
  'DUP_INFO',
  'EXTEND_UNIQ_INFO',
  'INNER_BASE',
  'INNER_MULTI_DISPATCH',
  'INNER_MULTI_QUEUE_OFFSET',
  'INNER_NUM',
  'INSTANCE_ID',
  'KEYS',
  'MAX_OFFSET',
  'MAX_RECONSUME_TIMES',
  'MIN_OFFSET',
  'MQ2_FLAG',
  'MSG_REGION',
  'MSG_TYPE',
  'ORIGIN_GROUP',
  'ORIGIN_MESSAGE_ID',
  'PGROUP',
  'POP_CK',
  'POP_CK_OFFSET',
  'PROPERTY_FORWARD_QUEUE_ID',
  'PUSH_REPLY_TIME',
  'REAL_QID',
  'REAL_TOPIC',
  'RECONSUME_TIME',
  'REDIRECT',
  'REPLY_TO_CLIENT',
  'RETRY_TOPIC',
  'TAGS',
  'TIMER_DELAY_LEVEL',
  'TIMER_DELAY_MS',
  'TIMER_DELAY_SEC',
  'TIMER_DELIVER_MS',
  'TIMER_DEL_UNIQKEY',
  'TIMER_DEQUEUE_MS',
  'TIMER_ENQUEUE_MS',
  'TIMER_OUT_MS',
  'TIMER_ROLL_LABEL',
  'TIMER_ROLL_TIMES',
  'TRACE_CONTEXT',
  'TRACE_ON',
  'TRANSACTION_CHECK_TIMES',
  'TRANSFER_FLAG',
  'TRANS_OFFSET',
  'TRAN_MSG',
  'TRAN_PREPARED_QUEUE_OFFSET',
  'TTL',
  'UNIQ_KEY',
  'WAIT',
  '_SYS_MSG_PRIORITY_',
]);

/** Why a key cannot be a tag's: no name that SQL-92 can ask for, or one that has a meaning already. */
export type TagKeyProblem = 'PATTERN' | 'SQL_WORD' | 'RESERVED';

/** What is wrong with the key of a tag; null when nothing is. */
export function tagKeyProblem(key: string): TagKeyProblem | null {
  if (!TAG_KEY_PATTERN.test(key)) return 'PATTERN';
  if (SQL_WORDS.has(key.toUpperCase())) return 'SQL_WORD';
  if (SYSTEM_PROPERTIES.has(key) || key.startsWith('__') || key.startsWith('REPL_')) return 'RESERVED';
  return null;
}
