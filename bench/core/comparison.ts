/** A message as the comparison sees it: who it is and what it says. */
export interface Trace {
  /** The client's unique key. */
  key: string;
  /** Checksum over everything that a copy has to keep: body, keys, tags, user properties. */
  content: number;
}

/** What was found in the target. Counts are messages. */
export interface Comparison {
  expected: number;
  found: number;
  missing: number;
  duplicates: number;
  /** Copies that stand before one whose original is older, or in another queue than the other copies of their queue. */
  outOfOrder: number;
  changed: number;
  /** In the target, but not among those that were to be copied. */
  foreign: number;
}

/**
 * Compares the queues of a target topic with those of its source, message by message.
 *
 * @param source messages per queue, in the order of the queue
 * @param target the same of the target topic, in any order of queues
 */
export function compare(
  source: readonly (readonly Trace[])[],
  target: readonly (readonly Trace[])[],
): Comparison {
  const originals = new Map<string, { queue: number; place: number; content: number; copies: number }>();
  for (const [queue, messages] of source.entries())
    for (const [place, { key, content }] of messages.entries())
      originals.set(key, { queue, place, content, copies: 0 });
  const result = { expected: 0, found: 0, missing: 0, duplicates: 0, outOfOrder: 0, changed: 0, foreign: 0 };
  result.expected = source.reduce((sum, messages) => sum + messages.length, 0);
  /** Which target queue a source queue is in. */
  const homes = new Map<number, number>();
  for (const [home, messages] of target.entries()) {
    const last = new Map<number, number>();
    for (const { key, content } of messages) {
      result.found += 1;
      const original = originals.get(key);
      if (original === undefined) {
        result.foreign += 1;
        continue;
      }
      original.copies += 1;
      if (original.copies > 1) {
        result.duplicates += 1;
        continue;
      }
      if (original.content !== content) result.changed += 1;
      if (!homes.has(original.queue)) homes.set(original.queue, home);
      const isAfter = original.place > (last.get(original.queue) ?? -1);
      if (!isAfter || homes.get(original.queue) !== home) result.outOfOrder += 1;
      last.set(original.queue, Math.max(original.place, last.get(original.queue) ?? -1));
    }
  }
  for (const { copies } of originals.values()) if (copies === 0) result.missing += 1;
  return result;
}

/** Whether the target holds each message once, in order and unchanged, and nothing else. */
export function isPerfect(comparison: Comparison): boolean {
  const { missing, duplicates, outOfOrder, changed, foreign } = comparison;
  return missing + duplicates + outOfOrder + changed + foreign === 0;
}
