import type { FenceMethod } from '@slipstream/shared';
import type { Clock } from '../ports/clock.js';

/** A fence that is being waited for. */
export interface FenceWait {
  /** Whom it shuts out. */
  who: string;
  method: FenceMethod;
  /** Wall clock, ms since the epoch. */
  since: number;
}

/** The fences that a gateway waits for, so that streams can say why they stand still. */
export class FenceWaits {
  readonly #waits = new Map<FenceWait, number>();

  /** @param tellAfterMs shorter waits are not worth telling */
  constructor(
    private readonly clock: Clock,
    private readonly tellAfterMs: number,
  ) {}

  /** The caller keeps `method` up to date and ends it. */
  begin(who: string): FenceWait {
    const wait: FenceWait = { who, method: 'CHANNEL_GONE', since: this.clock.now() };
    this.#waits.set(wait, this.clock.monotonic());
    return wait;
  }

  end(wait: FenceWait): void {
    this.#waits.delete(wait);
  }

  /** The oldest; null while none has lasted long enough. */
  longest(): FenceWait | null {
    for (const [wait, startedAt] of this.#waits)
      return this.clock.monotonic() - startedAt >= this.tellAfterMs ? { ...wait } : null;
    return null;
  }
}

/** What a wait is for, since when, and what ends it. */
export function describeWait({ who, method, since }: FenceWait): string {
  return `since ${new Date(since).toISOString()} for ${who}: ${ENDS_WHEN[method]}`;
}

const ENDS_WHEN: Readonly<Record<FenceMethod, string>> = {
  CREDENTIAL: 'ends when the broker refuses its user',
  CHANNEL_GONE: 'ends when the broker lists no connection of it',
  LOCK_DELAY: 'ends 130 s after it began',
};
