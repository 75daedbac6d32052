import type { Random } from './random.js';
import type { VirtualTime } from './virtual-time.js';

/** The network between processes and brokers or PostgreSQL: latency, and links that are cut for a while. */
export class SimNetwork {
  /** When each cut link heals, virtual ms. */
  readonly #cutUntil = new Map<string, number>();

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
  ) {}

  /** Cuts the link between two ends; nothing passes in either direction until it heals. */
  cut(from: string, to: string, forMs: number): void {
    const link = linkOf(from, to);
    this.#cutUntil.set(link, Math.max(this.#cutUntil.get(link) ?? 0, this.time.now + forMs));
  }

  /** How long a link stays cut, ms; 0 when it is whole. */
  cutForMs(from: string, to: string): number {
    const until = this.#cutUntil.get(linkOf(from, to));
    return until === undefined ? 0 : Math.max(0, until - this.time.now);
  }

  healAll(): void {
    this.#cutUntil.clear();
  }

  /** Time that a packet takes, ms: mostly short. */
  latencyMs(): number {
    const drawn = this.random.next();
    return drawn < 0.95 ? drawn : drawn * 20;
  }

  /** TCP tries again some time after a link is whole again, ms. */
  retransmitMs(): number {
    return this.random.between(1, 3_000);
  }
}

function linkOf(from: string, to: string): string {
  return `${from}>${to}`;
}
