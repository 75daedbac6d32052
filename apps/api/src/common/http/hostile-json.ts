import type { FieldProblem, FieldRule } from '@slipstream/shared';

/** Deepest nesting that a request body has. */
export const JSON_DEPTH_MAX = 16;

/**
 * Finds what no request of ours has: names of `Object.prototype` (`__proto__`, `constructor`), which libraries mistake
 * for known fields, and nesting that would exhaust the stack.
 */
export function findHostileJson(body: unknown): (FieldProblem & { rule: FieldRule }) | undefined {
  const open: { value: unknown; path: string; depth: number }[] = [{ value: body, path: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= JSON_DEPTH_MAX) return { path, message: 'is nested too deeply', rule: 'DEPTH' };
    for (const key of Object.keys(value)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (key in Object.prototype)
        return { path: at, message: 'is not a known field', rule: 'UNKNOWN_FIELD' };
      open.push({ value: (value as Record<string, unknown>)[key], path: at, depth: depth + 1 });
    }
  }
  return undefined;
}
