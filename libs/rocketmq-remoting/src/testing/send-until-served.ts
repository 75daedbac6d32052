import { setTimeout as sleep } from 'node:timers/promises';
import type { SendAnswer } from '../apis/send-answer.js';
import type { SendChannel } from '../client/send-channel.js';
import type { BatchToSend } from '../client/send-guard.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import type { RequestOptions } from '../network/connection.js';

/** A broker that was busy is asked again after this, ms. */
const PAUSE_MS = 20;

/**
 * Sends a batch, again and again while the broker answers SYSTEM_BUSY, and resolves with its first other answer. A real broker
 * says so whenever a send has waited 200 ms for a core, and has stored nothing then (facts §3, BrokerFastFailure): a sender in
 * a test that does not repeat it fails by chance.
 */
export async function sendUntilServed(
  channel: Pick<SendChannel, 'sendBatch'>,
  batch: BatchToSend,
  options?: RequestOptions,
): Promise<SendAnswer> {
  for (;;) {
    const answer = await channel.sendBatch(batch, options);
    if (answer.responseCode !== RESPONSE_CODE.SYSTEM_BUSY) return answer;
    await sleep(PAUSE_MS);
  }
}
