/** What a worker's share is computed from; all by PostgreSQL's view of the moment. */
export interface ShareInput {
  /** Shards of tasks that are to run, owned or not. */
  activeShards: number;
  /** Workers with a running lease that are not shutting down. */
  liveWorkers: number;
  /** Place among these workers, from 0, oldest first; null when the worker is none of them. */
  rank: number | null;
}

/**
 * Number of shards a worker is to hold. The shares of all live workers add up to exactly the active shards, so that
 * once everyone holds its share nothing moves any more; the odd ones go to the oldest workers, which have them already.
 */
export function fairShare({ activeShards, liveWorkers, rank }: ShareInput): number {
  if (rank === null || liveWorkers === 0) return 0;
  return Math.floor(activeShards / liveWorkers) + (rank < activeShards % liveWorkers ? 1 : 0);
}

/** How many free shards a worker may take: what is missing to its share. */
export function roomFor(input: ShareInput, ownShards: number): number {
  return Math.max(0, fairShare(input) - ownShards);
}

/**
 * Which of its active shards a worker lets go: those above its share. Whose they become follows by itself: the shares add
 * up, so what one worker has too many others have room for.
 *
 * @param owned in an order that stays the same from look to look, so that the same ones go each time
 */
export function surplusOf<Shard>(input: ShareInput, owned: readonly Shard[]): Shard[] {
  return owned.slice(fairShare(input));
}
