import { mapBounded } from '@slipstream/shared';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LIVE_KEYS } from '../../../../api/live-notification.js';
import { asProblemError } from '../../../../api/problem-error.js';
import { askStart, askStop } from '../../tasks-api.js';
import { outcomeOf, type BulkOutcome, type BulkPlan } from './bulk-plan.js';

/** Requests under way at once: the database locks each task that changes, and others use the API too. */
const AT_ONCE = 4;
const ASK = { START: askStart, STOP: askStop } as const;

/** An act on many tasks, from "asked for" to "all answered". */
export interface BulkRun {
  phase: 'PLANNED' | 'RUNNING' | 'FINISHED';
  /** What became of each task so far, by its id. */
  outcomes: ReadonlyMap<string, BulkOutcome>;
  start: () => void;
}

/** Carries out a plan when told to; one that fails does not keep the others from being tried. */
export function useBulk(plan: BulkPlan): BulkRun {
  const queries = useQueryClient();
  const [phase, setPhase] = useState<BulkRun['phase']>('PLANNED');
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, BulkOutcome>>(new Map());
  const note = (id: string, outcome: BulkOutcome): void =>
    setOutcomes((before) => new Map(before).set(id, outcome));

  const run = async (): Promise<void> => {
    setPhase('RUNNING');
    for (const { id } of plan.allowed) note(id, { kind: 'WAITING' });
    await mapBounded(plan.allowed, AT_ONCE, async ({ id }) => {
      note(id, { kind: 'RUNNING' });
      try {
        await ASK[plan.action](id);
        note(id, { kind: 'DONE' });
      } catch (error) {
        note(id, outcomeOf(asProblemError(error)));
      }
    });
    setPhase('FINISHED');
    await queries.invalidateQueries({ queryKey: [LIVE_KEYS.tasks] });
  };
  return { phase, outcomes, start: () => void run() };
}
