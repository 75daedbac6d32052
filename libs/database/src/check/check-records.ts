import type { CheckLine, CheckState, SealedCheck } from '@slipstream/shared';

/** Who looks: a worker, or the API where none is alive. */
export interface CheckedBy {
  kind: 'WORKER' | 'API';
  /** Name of the worker; that of the API's machine otherwise. */
  name: string;
  host: string;
}

/** A pre-check, as far as it has come. */
export interface CheckRun {
  id: string;
  state: CheckState;
  lines: CheckLine[];
  /** Null while it waits. */
  by: CheckedBy | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** A pre-check that somebody has taken to look. */
export interface ClaimedCheck {
  id: string;
  /** Counts who has taken it; what an earlier one writes comes too late. */
  attempt: number;
  input: SealedCheck;
}
