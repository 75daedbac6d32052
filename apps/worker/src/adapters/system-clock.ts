import { setTimeout as wait } from 'node:timers/promises';
import { AbortedError, type Clock } from '@slipstream/replication';

/** The process's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { signal });
    } catch (error) {
      if (signal?.aborted === true) throw new AbortedError();
      throw error;
    }
  },
};
