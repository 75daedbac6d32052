/** What a connection test looks at, in the order of its lines (C-04). */
export const CLUSTER_CHECKS = [
  'NAME_SERVER',
  'BROKER',
  'VERSION',
  'ACL',
  'PROPERTY_FILTER',
  'TOPICS',
] as const;
export type ClusterCheck = (typeof CLUSTER_CHECKS)[number];

/** Best first. */
export const CHECK_RESULTS = ['PASS', 'WARN', 'FAIL'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/** One line of a connection test. */
export interface ClusterCheckLine {
  check: ClusterCheck;
  result: CheckResult;
  /** Address or broker that was checked; empty for the cluster as a whole. */
  subject: string;
  /** What was seen, in the words of the other side where it said something. Never holds a secret. */
  said: string;
  /** What to do; empty when there is nothing to do. */
  fix: string;
}

/** The worst result of all lines. */
export function worstResult(lines: readonly ClusterCheckLine[]): CheckResult {
  return CHECK_RESULTS.toReversed().find((result) => lines.some((line) => line.result === result)) ?? 'PASS';
}
