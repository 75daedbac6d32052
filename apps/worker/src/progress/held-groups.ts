import type { ProgressSense, ProgressWhy } from '@slipstream/shared';

/** Reasons that a person may have to act on: they are told as events. */
const TOLD: ReadonlySet<ProgressWhy> = new Set(['LIVE_MEMBERS', 'POP_UNKNOWN', 'REFUSED']);

/** What is seen of a group on one pair of topics. */
export interface HeldTopic {
  sense: ProgressSense;
  consumerGroup: string;
  why: ProgressWhy | null;
  queues?: readonly { said: string | null }[];
  fromTopic: string;
  toTopic: string;
}

/** A group whose progress is held, from now on. */
export interface HeldNews {
  sense: ProgressSense;
  consumerGroup: string;
  why: ProgressWhy;
  /** Topics where it is carried from. */
  topics: string[];
  said: string | null;
}

/** A reason that was away for so long is news again, ms: a group that consumes at both sides is held now and then. */
const FORGET_MS = 60 * 60_000;

/** Tells once that a group is held, however many topics it has and however long it lasts. */
export class HeldGroups {
  readonly #heldAt = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** What was stored when this began was told then. */
  begin(topics: readonly HeldTopic[]): void {
    this.news(topics);
  }

  /** Groups that are held for a reason for which they were not held before. */
  news(topics: readonly HeldTopic[]): HeldNews[] {
    const now = this.now();
    const held = new Map<string, HeldNews>();
    for (const { sense, consumerGroup, why, fromTopic, queues = [] } of topics) {
      if (why === null || !TOLD.has(why)) continue;
      const key = JSON.stringify([sense, consumerGroup, why]);
      const said = queues.find((queue) => queue.said !== null)?.said ?? null;
      const news = held.get(key) ?? { sense, consumerGroup, why, topics: [], said };
      news.topics.push(fromTopic);
      held.set(key, news);
    }
    for (const [key, at] of this.#heldAt) if (now - at > FORGET_MS) this.#heldAt.delete(key);
    const news = [...held].filter(([key]) => !this.#heldAt.has(key)).map(([, group]) => group);
    for (const key of held.keys()) this.#heldAt.set(key, now);
    return news;
  }
}
