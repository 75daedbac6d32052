import { Button } from 'antd';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../../ui/action-button.js';
import { hasRole, useRole } from '../../../auth/index.js';
import type { TaskCommands } from '../../use-task-commands.js';
import type { TaskRow } from '../task-rows.js';
import { planBulk, type BulkAction, type BulkPlan } from './bulk-plan.js';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.js')).BulkDialog }));

interface Props {
  selected: readonly TaskRow[];
  commands: TaskCommands;
  onClear: () => void;
}

/** "3 selected: Start, Stop", above the list while tasks are selected. */
export function BulkBar({ selected, commands, onClear }: Props): ReactElement | null {
  const { t } = useTranslation();
  const role = useRole();
  const [plan, setPlan] = useState<BulkPlan | null>(null);
  const refusal = hasRole(role, 'OPERATOR') ? null : t('refusal.role.OPERATOR');
  const open = (action: BulkAction): void =>
    setPlan(planBulk(action, selected, ({ task }) => commands.refusal(task, action)));
  return (
    <>
      {selected.length > 0 && (
        <div className="bulk-bar" role="toolbar" aria-label={t('bulk.bar')}>
          <span>{t('bulk.selected', { count: selected.length })}</span>
          <ActionButton size="small" refusal={refusal} onClick={() => open('START')}>
            {t('task.action.START')}
          </ActionButton>
          <ActionButton size="small" refusal={refusal} onClick={() => open('STOP')}>
            {t('task.action.STOP')}
          </ActionButton>
          <Button type="link" size="small" onClick={onClear}>
            {t('bulk.clear')}
          </Button>
        </div>
      )}
      {plan !== null && (
        <Suspense fallback={null}>
          <BulkDialog plan={plan} onClose={() => setPlan(null)} />
        </Suspense>
      )}
    </>
  );
}
