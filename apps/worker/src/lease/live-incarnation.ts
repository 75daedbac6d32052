import type { Incarnation, LeaseGuard } from '@slipstream/replication';

/** A worker incarnation from its registration to its end. Once it is over it stays over. */
export class LiveIncarnation implements Incarnation, LeaseGuard {
  readonly producerGroup: string;
  readonly #over = new AbortController();
  #deadline: number;

  /**
   * @param id UUID; brokers know the incarnation by a producer group made of it
   * @param deadline monotonic ms, taken before the request that granted the lease
   */
  constructor(
    readonly id: string,
    deadline: number,
    private readonly monotonic: () => number,
  ) {
    this.producerGroup = producerGroupOf(id);
    this.#deadline = deadline;
  }

  /** Aborts when the incarnation must not write any more. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Monotonic ms after which nothing may be written. */
  get deadline(): number {
    return this.#deadline;
  }

  mayWrite(): boolean {
    return !this.#over.signal.aborted && this.monotonic() < this.#deadline;
  }

  /** The lease was renewed. */
  extend(deadline: number): void {
    this.#deadline = Math.max(this.#deadline, deadline);
  }

  /** Ends it for good. */
  end(): void {
    this.#over.abort();
  }
}

/** The producer group under which brokers know an incarnation: what the channel-gone fence asks them about. */
export function producerGroupOf(id: string): string {
  return `SLIPSTREAM_${id.replaceAll('-', '')}`;
}
