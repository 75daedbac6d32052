import { describe, expect, it } from 'vitest';

import { RESPONSE_CODE } from '../codes/response-code.js';
import { sendUntilServed } from './send-until-served.js';

const { SUCCESS, SYSTEM_BUSY, NO_PERMISSION } = RESPONSE_CODE;
const BATCH = { topic: 'orders', queueId: 0, sysFlag: 0, bornTimestamp: 0, entries: [] };

/** A channel that answers with these codes, then with the last of them again. */
function answering(...codes: number[]) {
  let sends = 0;
  return {
    sends: () => sends,
    async sendBatch() {
      const responseCode = codes[Math.min(sends, codes.length - 1)] ?? SUCCESS;
      sends += 1;
      return { responseCode, remark: `answer ${sends}`, queueOffset: responseCode === SUCCESS ? 7 : null };
    },
  };
}

describe('a send that outlasts a busy broker', () => {
  it('is tried again until the broker has stored it', async () => {
    const channel = answering(SYSTEM_BUSY, SYSTEM_BUSY, SUCCESS);
    const answer = await sendUntilServed(channel, BATCH);
    expect([answer.queueOffset, channel.sends()]).toEqual([7, 3]);
  });

  it('is tried once when the broker refuses it for another reason', async () => {
    const channel = answering(NO_PERMISSION, SUCCESS);
    const answer = await sendUntilServed(channel, BATCH);
    expect([answer.responseCode, channel.sends()]).toEqual([NO_PERMISSION, 1]);
  });

  it('gives back that the broker is busy when the patience is over', async () => {
    const answer = await sendUntilServed(answering(SYSTEM_BUSY), BATCH, { patienceMs: 60 });
    expect(answer.responseCode).toBe(SYSTEM_BUSY);
  });

  it('ends with its signal', async () => {
    const signal = AbortSignal.timeout(20);
    await expect(sendUntilServed(answering(SYSTEM_BUSY), BATCH, { signal })).rejects.toThrow(/aborted/);
  });
});
