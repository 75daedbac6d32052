import { mapBounded } from '@slipstream/shared';
import { wordsOf, type CallOptions, type ProgressClient } from './ports.js';

/** Looks this far apart show whether offsets move by themselves, ms: clients commit every 5 s, Proxies more often. */
export const SETTLE_MS = 1_500;
/** A group that was listed is not asked for again for so long, ms. */
const LISTED_MS = 60_000;

interface Watched {
  firstSeen: number;
  movedAt: number | null;
  /** By queue: what was committed when it was last looked at. */
  offsets: Map<string, number | null>;
  /** By queue: what we have tried to commit since. */
  written: Map<string, number>;
}

/** Signs of life of groups at one side: offsets that move, members, and whether brokers know the group. */
export class GroupWatch {
  readonly #groups = new Map<string, Watched>();
  #members = new Map<string, Promise<boolean>>();
  #listed = new Map<string, { at: number; groups: Promise<ReadonlySet<string>> }>();

  constructor(private readonly client: ProgressClient) {}

  /** A new look: members are asked for again. */
  begin(): void {
    this.#members = new Map();
  }

  /** Takes in what a group has committed on a queue now. */
  see(consumerGroup: string, queue: string, committed: number | null, now: number): void {
    const watched: Watched = this.#groups.get(consumerGroup) ?? {
      firstSeen: now,
      movedAt: null,
      offsets: new Map(),
      written: new Map(),
    };
    this.#groups.set(consumerGroup, watched);
    const before = watched.offsets.get(queue);
    const isOurs = committed !== null && committed === watched.written.get(queue);
    if (before !== undefined && before !== committed && !isOurs) watched.movedAt = now;
    watched.offsets.set(queue, committed);
    watched.written.delete(queue);
  }

  /** We commit this ourselves; whether it is taken is seen at the next look. */
  wrote(consumerGroup: string, queue: string, offset: number): void {
    this.#groups.get(consumerGroup)?.written.set(queue, offset);
  }

  isSettled(consumerGroup: string, now: number): boolean {
    const watched = this.#groups.get(consumerGroup);
    return watched !== undefined && now - watched.firstSeen >= SETTLE_MS;
  }

  sinceMoveMs(consumerGroup: string, now: number): number | null {
    const movedAt = this.#groups.get(consumerGroup)?.movedAt ?? null;
    return movedAt === null ? null : now - movedAt;
  }

  /**
   * Whether a broker of the topic sees a member. Members tell all brokers of their topics that they live: one that does not
   * answer is not needed, unless it is the one that is to be written.
   *
   * @throws what the broker to be written says, when it cannot be asked
   */
  async hasMembers(
    consumerGroup: string,
    brokerName: string,
    others: readonly string[],
    options: CallOptions,
  ): Promise<boolean> {
    const own = await this.#hasMembers(consumerGroup, brokerName, options);
    const there = await Promise.all(
      others.map((name) => this.#hasMembers(consumerGroup, name, options).catch(() => false)),
    );
    return own || there.includes(true);
  }

  /** Whether a broker lists the group. */
  async isListed(
    consumerGroup: string,
    brokerName: string,
    now: number,
    options: CallOptions,
  ): Promise<boolean> {
    const known = this.#listed.get(brokerName);
    if (known !== undefined && now - known.at < LISTED_MS && (await known.groups).has(consumerGroup))
      return true;
    // One question for all groups that are asked for in the same look.
    const isFresh = known !== undefined && known.at === now;
    const entry = isFresh ? known : { at: now, groups: this.#list(brokerName, options) };
    this.#listed.set(brokerName, entry);
    try {
      return (await entry.groups).has(consumerGroup);
    } catch (error) {
      if (this.#listed.get(brokerName) === entry) this.#listed.delete(brokerName);
      throw error;
    }
  }

  async #list(brokerName: string, options: CallOptions): Promise<ReadonlySet<string>> {
    return new Set((await this.client.consumerGroups(brokerName, options)).groups.keys());
  }

  #hasMembers(consumerGroup: string, brokerName: string, options: CallOptions): Promise<boolean> {
    const key = `${brokerName}@${consumerGroup}`;
    const asked =
      this.#members.get(key) ??
      this.client
        .consumerConnections(brokerName, consumerGroup, options)
        .then((connections) => connections.length > 0);
    this.#members.set(key, asked);
    return asked;
  }
}

/** Messages that groups have in their retry topics; asked for at most every half minute, and few groups at a time. */
export class RetryWatch {
  readonly #counts = new Map<string, { at: number; messages: number }>();
  #asked = 0;

  constructor(private readonly client: ProgressClient) {}

  begin(): void {
    this.#asked = 0;
  }

  /** @param committed what the group has committed in its retry topic, by broker */
  async count(
    consumerGroup: string,
    committed: readonly { brokerName: string; queueId: number; topic: string; offset: number }[],
    now: number,
    options: CallOptions,
  ): Promise<number> {
    const known = this.#counts.get(consumerGroup);
    if (committed.length === 0) return 0;
    if (known !== undefined && (now - known.at < RETRY_EVERY_MS || this.#asked >= RETRY_GROUPS))
      return known.messages;
    if (this.#asked >= RETRY_GROUPS) return 0;
    this.#asked += 1;
    const counts = await mapBounded(committed, 4, async ({ offset, ...queue }) => {
      try {
        return Math.max(0, (await this.client.range(queue, options)).maxOffset - offset);
      } catch (error) {
        if (options.signal?.aborted === true) throw error;
        return 0;
      }
    });
    const messages = counts.reduce((sum, count) => sum + count, 0);
    this.#counts.set(consumerGroup, { at: now, messages });
    return messages;
  }
}

const RETRY_EVERY_MS = 30_000;
const RETRY_GROUPS = 100;

/** What a failed call to a broker means for a queue. */
export function notSeen(error: unknown): { why: 'NOT_SEEN'; said: string } {
  return { why: 'NOT_SEEN', said: wordsOf(error) };
}
