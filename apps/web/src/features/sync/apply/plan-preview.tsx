import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Checkbox, Empty, Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../../../api/problem-error.js';
import { FormProblem } from '../../../ui/form-problem.js';
import type { ProgressPreview } from './apply-api.js';
import { planFigures } from './plan-figures.js';
import { PlanTable } from './plan-table.js';

interface Props {
  preview: UseQueryResult<ProgressPreview, ProblemError>;
  overrideLive: boolean;
  onOverrideLive: (overrideLive: boolean) => void;
}

/** What applying would do: the sums in words, groups that live there, and every queue. */
export function PlanPreview({ preview, overrideLive, onOverrideLive }: Props): ReactElement {
  const { t } = useTranslation();
  if (preview.isFetching || preview.isPending)
    return <Skeleton active title={false} paragraph={{ rows: 4 }} aria-label={t('applyProgress.looking')} />;
  if (preview.isError) return <FormProblem error={preview.error} />;
  const { groups } = preview.data;
  if (groups.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('applyProgress.none')} />;
  const { moved, movedGroups, held, liveGroups } = planFigures(groups);
  const heldCount = [...held.values()].reduce((sum, count) => sum + count, 0);
  return (
    <section aria-label={t('applyProgress.preview')}>
      <Alert
        type={moved > 0 ? 'warning' : 'info'}
        showIcon
        title={
          moved > 0
            ? t('applyProgress.sum', { count: moved, groups: movedGroups })
            : t('applyProgress.nothing')
        }
        description={
          heldCount > 0 && (
            <>
              {t('applyProgress.held', { count: heldCount })}
              <ul className="effects">
                {[...held].map(([why, count]) => (
                  <li key={why}>{t('applyProgress.heldPart', { why: t(`progressWhy.${why}`), count })}</li>
                ))}
              </ul>
            </>
          )
        }
      />
      {(liveGroups > 0 || overrideLive) && (
        <Alert
          type="error"
          showIcon
          title={
            liveGroups > 0 ? t('applyProgress.live', { count: liveGroups }) : t('applyProgress.overridden')
          }
          description={
            <>
              <p>{t('applyProgress.liveText')}</p>
              <Checkbox checked={overrideLive} onChange={(event) => onOverrideLive(event.target.checked)}>
                {t('applyProgress.override')}
              </Checkbox>
            </>
          }
        />
      )}
      <PlanTable groups={groups} />
    </section>
  );
}
