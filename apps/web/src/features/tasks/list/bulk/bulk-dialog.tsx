import { Alert, Modal } from 'antd';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../i18n/use-language.js';
import { formatRate } from '../../../../ui/format.js';
import type { BulkPlan } from './bulk-plan.js';
import { BulkResult } from './bulk-result.js';
import { useBulk } from './use-bulk.js';

interface Props {
  plan: BulkPlan;
  onClose: () => void;
}

/**
 * An act on many tasks: what it will do and to which it cannot be done, then a result per task, which stays until it is closed.
 * A start of tasks that all take it needs no question.
 */
export function BulkDialog({ plan, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { phase, outcomes, start } = useBulk(plan);
  const { action, allowed, refused, rate } = plan;
  const count = allowed.length;
  const begun = useRef(false);
  const atOnce = action === 'START' && refused.length === 0;
  useEffect(() => {
    if (!atOnce || begun.current) return;
    begun.current = true;
    start();
  });
  const kinds = [...outcomes.values()].map(({ kind }) => kind);
  const of = (kind: (typeof kinds)[number]): number => kinds.filter((other) => other === kind).length;
  const answered = count - of('WAITING') - of('RUNNING');
  return (
    <Modal
      open
      width={640}
      title={t(`bulk.title.${action}`, { count })}
      okText={phase === 'FINISHED' ? t('common.close') : t(`bulk.act.${action}`, { count })}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: phase === 'RUNNING', disabled: count === 0 }}
      cancelButtonProps={phase === 'PLANNED' ? {} : { style: { display: 'none' } }}
      mask={{ closable: false }}
      onOk={phase === 'FINISHED' ? onClose : start}
      onCancel={onClose}
    >
      {phase === 'PLANNED' && action === 'STOP' && count > 0 && (
        <Alert
          type="info"
          showIcon
          title={
            rate === null
              ? t('bulk.stopEffect', { count })
              : t('bulk.stopEffectRate', { count, rate: formatRate(rate, language) })
          }
          description={t('stop.text')}
        />
      )}
      {phase === 'PLANNED' && count === 0 && <Alert type="warning" showIcon title={t('bulk.none')} />}
      {phase !== 'PLANNED' && (
        <output className="bulk-summary">
          {phase === 'RUNNING'
            ? t('bulk.progress', { answered, count })
            : t('bulk.summary', {
                done: of('DONE'),
                refused: of('REFUSED') + refused.length,
                failed: of('FAILED'),
              })}
        </output>
      )}
      <ul className="bulk-results" aria-label={t('bulk.results')}>
        {refused.map(({ row, why }) => (
          <BulkResult
            key={row.id}
            name={row.task.name}
            outcome={{ kind: 'NOT_TRIED', why }}
            action={action}
          />
        ))}
        {allowed.map((row) => (
          <BulkResult
            key={row.id}
            name={row.task.name}
            outcome={outcomes.get(row.id) ?? { kind: 'PLANNED' }}
            action={action}
          />
        ))}
      </ul>
    </Modal>
  );
}
