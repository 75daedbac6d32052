import { TASK_LIMITS } from '@slipstream/shared';

/** A name that no task has yet: the wished one, or with a number behind it. Cut to the length that names may have. */
export function freeName(wished: string, taken: ReadonlySet<string>): string {
  const first = wished.slice(0, TASK_LIMITS.nameMax);
  if (!taken.has(first)) return first;
  for (let number = 2; ; number++) {
    const suffix = `-${number}`;
    const name = `${wished.slice(0, TASK_LIMITS.nameMax - suffix.length)}${suffix}`;
    if (!taken.has(name)) return name;
  }
}

/** A name for a task between two clusters: `hangzhou-to-shanghai`. Names of clusters and of tasks have the same characters. */
export function suggestName(source: string, target: string, taken: ReadonlySet<string>): string {
  return freeName(`${source}-to-${target}`, taken);
}
