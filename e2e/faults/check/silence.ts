import type { QueueFacts } from './facts.ts';

/**
 * The longest time without a new copy in any target queue, from `fromMs` on, by the brokers' store times: with messages
 * coming all the time, this is how long a takeover took.
 *
 * @param fromMs when the fault began, ms since the epoch
 * @returns ms; null when no queue has a copy from then on
 */
export function longestSilence(target: readonly QueueFacts[], fromMs: number): number | null {
  const silences = target.flatMap(({ messages }) => {
    const times = messages
      .filter(({ mark }) => mark !== undefined)
      .map(({ storeTimestamp }) => storeTimestamp);
    const after = times.filter((time) => time >= fromMs).toSorted((a, b) => a - b);
    if (after.length === 0) return [];
    return [Math.max(...after.map((time, index) => time - (after[index - 1] ?? fromMs)))];
  });
  return silences.length === 0 ? null : Math.max(...silences);
}
