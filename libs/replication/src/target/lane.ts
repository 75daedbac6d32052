import type { Clock } from '../ports/clock.js';
import type { SendAnswer, TargetChannel, WireBatch } from '../ports/target-broker.js';
import { RoundTrip } from './round-trip.js';
import { isUserRefusal } from './send-outcome.js';

/**
 * A connection to one target broker for as long as it can be trusted. The first send without an answer ends it: what was
 * on the wire then may land late, so the connection is closed by RST and everything on it has to be proven anew.
 */
export class Lane {
  #broken = false;
  #uncertain = false;
  #inFlight = 0;
  readonly #roundTrip = new RoundTrip();

  constructor(
    private readonly channel: TargetChannel,
    /** Grows with each lane of a broker; a stream that sees another number has to recover. */
    readonly number: number,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** Name under which the broker lists the connection. */
  get clientId(): string {
    return this.channel.clientId;
  }

  /** Target user of its own, if it has one. */
  get user(): string | null {
    return this.channel.user;
  }

  get isOpen(): boolean {
    return !this.#broken && this.channel.isOpen;
  }

  /** True once a send ended without an answer: something may still be on its way to the broker. */
  get isUncertain(): boolean {
    return this.#uncertain || this.#inFlight > 0;
  }

  /** How far away the broker is, ms; undefined until it has answered. */
  get roundTripMs(): number | undefined {
    return this.#roundTrip.ms;
  }

  async send(batch: WireBatch): Promise<SendAnswer> {
    if (!this.isOpen) return { kind: 'NOT_SENT', said: 'the connection was closed' };
    this.#inFlight += 1;
    const sentAt = this.clock.monotonic();
    const answer = await this.channel.send(batch);
    this.#inFlight -= 1;
    const answeredAt = this.clock.monotonic();
    if (answer.kind === 'ANSWERED') this.#roundTrip.answered(answeredAt - sentAt, answeredAt);
    if (answer.kind === 'UNKNOWN') {
      this.#uncertain = true;
      this.break();
    }
    // A user of its own that was disabled or removed: only another lane, if we still may have one, goes on.
    if (this.user !== null && isUserRefusal(answer)) this.break();
    return answer;
  }

  /** Closes by RST; nothing is sent on it any more. */
  break(): void {
    if (this.#broken) return;
    this.#broken = true;
    this.channel.reset();
  }

  /** Waits for answers and closes in good order. */
  async close(): Promise<void> {
    this.#broken = true;
    await this.channel.close();
  }
}
