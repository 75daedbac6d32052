/** A time in which a page's thread did one thing, ms since the navigation began. */
export interface LongTask {
  from: number;
  to: number;
}

/** For so long nothing may have kept the page's thread, ms. */
export const QUIET_MS = 500;

/**
 * When a page that was usable at `usableAt` had become interactive: at that time, or at the end of the last task of more than 50 ms
 * (browsers tell of no others) that began within {@link QUIET_MS} of it. What comes later is a refresh of a page in use.
 */
export function interactiveAt(usableAt: number, longTasks: readonly LongTask[]): number {
  let at = usableAt;
  for (const { from, to } of longTasks.toSorted((a, b) => a.from - b.from))
    if (from < at + QUIET_MS) at = Math.max(at, to);
  return at;
}
