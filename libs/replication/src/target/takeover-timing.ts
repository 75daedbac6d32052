/** Waits of the takeover protocol, ms; measured reasons in reliability §2 and §3. */
export interface TakeoverTiming {
  /** Between two looks at the broker's producer connections. */
  fencePollMs: number;
  /** After a connection is gone: the broker's send queue holds a request for 200 ms at most, with a margin. */
  settleMs: number;
  /** A user that is still not refused by then is given up, and another fence is taken: 4.x reads its file each 5 s. */
  credentialTimeoutMs: number;
  /** When the broker cannot tell who is connected: longer than any kernel and broker time-out seen (F3). */
  lockDelayMs: number;
  /** Between two looks for the barrier message, first and longest. */
  barrierPollMs: number;
  barrierPollMaxMs: number;
  /** A barrier that is not visible by then is given up and tried again. */
  barrierTimeoutMs: number;
  /** A wait for a fence that takes longer is told. */
  tellWaitAfterMs: number;
}

/** What production runs with. */
export const TAKEOVER_TIMING: TakeoverTiming = {
  fencePollMs: 200,
  settleMs: 1_000,
  credentialTimeoutMs: 15_000,
  lockDelayMs: 130_000,
  barrierPollMs: 5,
  barrierPollMaxMs: 200,
  barrierTimeoutMs: 30_000,
  tellWaitAfterMs: 2_500,
};
