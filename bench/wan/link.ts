/** What lies between two machines. */
export interface LinkSettings {
  /** There and back, ms. */
  roundTripMs: number;
  /** Of each direction, shared by all connections. */
  bytesPerSecond: number;
  /** Share of segments that are lost, 0 to 1. */
  loss: number;
}

/** Payload of a TCP segment on Ethernet, bytes. */
const SEGMENT_BYTES = 1_460;

/** One connection in one direction: what was lost of it holds up all that is behind. */
export interface LinkFlow {
  heldUntil: number;
}

/**
 * One direction of a link, as bytes on TCP see it: they wait for the wire, travel, and what stands behind a lost segment waits
 * one round trip for it to be sent again. No congestion window is imitated, so the sender is never slowed down by a loss.
 */
export class Link {
  #wireFreeAt = 0;
  readonly #random: () => number;

  /** @param random from 0 up to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * @param now ms
   * @returns when bytes that are sent now have arrived, ms
   */
  arrivalOf(bytes: number, now: number, flow: LinkFlow, settings: LinkSettings): number {
    this.#wireFreeAt = Math.max(this.#wireFreeAt, now) + (bytes / settings.bytesPerSecond) * 1_000;
    const arrival = this.#wireFreeAt + settings.roundTripMs / 2;
    const segments = Math.ceil(bytes / SEGMENT_BYTES);
    const isLost = settings.loss > 0 && this.#random() > (1 - settings.loss) ** segments;
    flow.heldUntil = Math.max(flow.heldUntil, isLost ? arrival + settings.roundTripMs : arrival);
    return flow.heldUntil;
  }
}
