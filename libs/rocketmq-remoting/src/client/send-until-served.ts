import { setTimeout as sleep } from 'node:timers/promises';

import type { SendAnswer } from '../apis/send-answer.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { abortable } from '../network/abortable.js';
import type { RequestOptions } from '../network/connection.js';
import type { SendChannel } from './send-channel.js';
import type { BatchToSend } from './send-guard.js';

/** A broker that was busy is asked again after this, ms. */
const PAUSE_MS = 50;
const PATIENCE_MS = 10_000;

/** How a send that may meet a busy broker is carried out. */
export interface PatientSendOptions extends RequestOptions {
  /** So long busy answers are met with another try, ms; default 10 s. */
  patienceMs?: number;
}

/**
 * Sends a batch, again while the broker answers SYSTEM_BUSY: it says so whenever a send has waited 200 ms for a thread, and has
 * stored nothing then (`BrokerFastFailure#cleanExpiredRequestInQueue`). Resolves with the first other answer, or with the busy
 * one once the patience is over. For senders with one message at a time; the engine has a back-off of its own.
 */
export async function sendUntilServed(
  channel: Pick<SendChannel, 'sendBatch'>,
  batch: BatchToSend,
  { patienceMs = PATIENCE_MS, ...request }: PatientSendOptions = {},
): Promise<SendAnswer> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await channel.sendBatch(batch, request);
    if (answer.responseCode !== RESPONSE_CODE.SYSTEM_BUSY || performance.now() >= until) return answer;
    await abortable(sleep(PAUSE_MS), request.signal);
  }
}
