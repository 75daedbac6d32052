import type { CheckResult } from '@slipstream/shared';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { WizardStep } from '../task-form.js';
import { useNotices } from '../../../ui/notices/notices.js';

/** What the pre-checks of the wizard's steps came to, and the question that a failed one asks. */
export interface PrecheckGate {
  /** Told what a pre-check of the step came to; null while there is no result. */
  onPrecheck: (step: WizardStep, worst: CheckResult | null) => void;
  /** Whether the wizard may leave the step: asks the user when its pre-check has failed (C-04). */
  mayGoOn: (step: WizardStep) => Promise<boolean>;
}

/** Has a pre-check that has failed ask before the wizard goes on. */
export function usePrecheckGate(): PrecheckGate {
  const { t } = useTranslation();
  const { confirm } = useNotices();
  // Asked for on a click only: a result is no reason to draw the wizard again.
  const results = useRef<Partial<Record<WizardStep, CheckResult | null>>>({});

  const onPrecheck = useCallback<PrecheckGate['onPrecheck']>((step, worst) => {
    results.current[step] = worst;
  }, []);

  const mayGoOn: PrecheckGate['mayGoOn'] = async (step) =>
    results.current[step] !== 'FAIL' ||
    (await confirm({
      title: t('precheckOverall.FAIL'),
      content: t('precheck.goOnRisk'),
      okText: t('precheck.goOn'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
    }));

  return { onPrecheck, mayGoOn };
}
