import type { ProblemError } from '../../../../api/problem-error.js';
import type { TaskRow } from '../task-rows.js';

/** What can be done to many tasks at once. */
export type BulkAction = 'START' | 'STOP';

/** What an act on many tasks would do. */
export interface BulkPlan {
  action: BulkAction;
  /** Those that it is done to. */
  allowed: readonly TaskRow[];
  /** Those that do not take it now, each with the reason in words. */
  refused: readonly { row: TaskRow; why: string }[];
  /** Messages per second that the allowed ones send now; null when that is known of none. */
  rate: number | null;
}

/** What became of one task. */
export type BulkOutcome =
  | { kind: 'WAITING' }
  | { kind: 'RUNNING' }
  | { kind: 'DONE' }
  /** The API does not take it: the task is in another state, or the user's role is too small. */
  | { kind: 'REFUSED'; problem: ProblemError }
  | { kind: 'FAILED'; problem: ProblemError };

/** Parts those that take an act from those that do not. */
export function planBulk(
  action: BulkAction,
  rows: readonly TaskRow[],
  refusal: (row: TaskRow) => string | null,
): BulkPlan {
  const judged = rows.map((row) => ({ row, why: refusal(row) }));
  const allowed = judged.filter(({ why }) => why === null).map(({ row }) => row);
  const rates = allowed.map(({ rate }) => rate).filter((rate) => rate !== null);
  return {
    action,
    allowed,
    refused: judged.flatMap(({ row, why }) => (why === null ? [] : [{ row, why }])),
    rate: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0),
  };
}

/** An answer below 500 is a decision; anything else is a failure, which another try may not meet. */
export function outcomeOf(problem: ProblemError): BulkOutcome {
  return { kind: problem.status >= 400 && problem.status < 500 ? 'REFUSED' : 'FAILED', problem };
}
