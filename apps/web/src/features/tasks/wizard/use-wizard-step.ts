import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { WIZARD_STEPS, type WizardStep } from '../task-form.js';

/** Where the user is in the wizard. */
export interface WizardPlace {
  step: WizardStep;
  index: number;
  /** Index of the furthest step that may be opened. */
  reached: number;
  /** Opens a step; the browser's back button leads to the one before. */
  goTo: (step: WizardStep) => void;
}

/**
 * The step is kept in the address, so that the browser's buttons move between steps. An address with a step that was not reached yet,
 * as after a reload that lost what was typed, opens the first.
 */
export function useWizardStep(allReached: boolean): WizardPlace {
  const [wanted, setWanted] = useQueryState(
    'step',
    parseAsStringLiteral(WIZARD_STEPS).withDefault('clusters').withOptions({ history: 'push' }),
  );
  const [reached, setReached] = useState(allReached ? WIZARD_STEPS.length - 1 : 0);
  const step = WIZARD_STEPS.indexOf(wanted) <= reached ? wanted : 'clusters';
  return {
    step,
    index: WIZARD_STEPS.indexOf(step),
    reached,
    goTo: (next) => {
      setReached((before) => Math.max(before, WIZARD_STEPS.indexOf(next)));
      void setWanted(next);
    },
  };
}
