import type { BatchEntry } from '../message/batch.js';
import { EncodedBatch } from '../message/batch-writer.js';
import { SYS_FLAG } from '../message/sys-flag.js';
import { SendRefusedError } from './errors.js';

/** 5.x counts the messages of a batch in a signed 16-bit number. */
export const MAX_BATCH_MESSAGES = 32_767;
/** Leaves room for what brokers append to the stored properties (limit 32 767 bytes). */
export const MAX_PROPERTIES_BYTES = 32_000;
/** Usual limit of brokers for the encoded messages of one batch (`maxMessageSize`), in bytes. */
export const MAX_BATCH_BYTES = 4_194_304;
/** An ordinary message there stops a broker's timers for ever. */
const TIMER_TOPIC = 'rmq_sys_wheel_timer';

/** What is about to be sent. */
export interface BatchToSend {
  topic: string;
  queueId: number;
  /** At most the bits of `SYS_FLAG.RESEND_MASK`. */
  sysFlag: number;
  /** ms since the epoch. */
  bornTimestamp: number;
  entries: readonly BatchEntry[] | EncodedBatch;
}

/** Throws `SendRefusedError` for a batch that a broker would refuse, or acknowledge and then lose. */
export function checkBatch(batch: BatchToSend): void {
  const entries = EncodedBatch.of(batch.entries);
  if (entries.length === 0) throw new SendRefusedError('EMPTY_BATCH', 'A batch needs at least one message');
  if (entries.length > MAX_BATCH_MESSAGES) {
    throw new SendRefusedError(
      'TOO_MANY_MESSAGES',
      `A batch of ${entries.length} messages is over the limit of ${MAX_BATCH_MESSAGES}`,
    );
  }
  if ((batch.sysFlag & ~SYS_FLAG.RESEND_MASK) !== 0) {
    throw new SendRefusedError(
      'SYS_FLAG',
      `sysFlag 0x${(batch.sysFlag >>> 0).toString(16)} has bits other than compression; a broker would lose the message`,
    );
  }
  if (!Number.isInteger(batch.queueId) || batch.queueId < 0) {
    throw new SendRefusedError('QUEUE_ID', `No queue has the number ${batch.queueId}`);
  }
  if (batch.topic === '' || batch.topic === TIMER_TOPIC) {
    throw new SendRefusedError('TOPIC', `Topic ${JSON.stringify(batch.topic)} takes no messages`);
  }
  if (entries.longestProperties > MAX_PROPERTIES_BYTES) {
    throw new SendRefusedError(
      'PROPERTIES_TOO_LONG',
      `Properties of ${entries.longestProperties} bytes are over the limit of ${MAX_PROPERTIES_BYTES}`,
    );
  }
  const bytes = entries.bytes.length;
  // A message alone cannot be made smaller: whether it is too large is for the broker to say, whose limit can be raised.
  if (bytes > MAX_BATCH_BYTES && entries.length > 1) {
    throw new SendRefusedError(
      'BATCH_TOO_LARGE',
      `A batch of ${bytes} bytes is over the limit of ${MAX_BATCH_BYTES}`,
    );
  }
}
