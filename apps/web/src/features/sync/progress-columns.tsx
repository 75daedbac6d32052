import type { GroupProgressView } from '@slipstream/shared';
import { Tooltip, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { ActionButton } from '../../ui/action-button.js';
import { formatCount } from '../../ui/format.js';
import { TimeAgo } from '../../ui/time-ago.js';
import { lagOfSide } from './progress-figures.js';
import { ProgressState } from './progress-state.js';

/**
 * Columns of the table of progress.
 *
 * @param refusal why progress cannot be applied by hand now; null when it can
 */
export function useProgressColumns(
  refusal: string | null,
  onApply: (group: GroupProgressView) => void,
): TableColumnsType<GroupProgressView> {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: string | null): string => formatCount(value, language);
  return [
    {
      title: t('progress.group'),
      dataIndex: 'consumerGroup',
      width: 160,
      render: (group: string) => <strong className="sync-name">{group}</strong>,
    },
    {
      title: t('progress.topic'),
      key: 'topic',
      width: 200,
      render: (_value, { fromTopic, toTopic, queues, sense }) => (
        <div className="sync-name">
          {fromTopic}
          {toTopic !== fromTopic && <div>→ {toTopic}</div>}
          <div className="quiet">
            {t(`progressSense.${sense}`)} · {t('progress.queues', { count: queues.length })}
          </div>
        </div>
      ),
    },
    {
      title: t('progress.state'),
      key: 'state',
      width: 220,
      render: (_value, { why }) => (
        <div className="sync-why">
          <ProgressState why={why} />
          {why !== null && <div className="quiet">{t(`progressWhyHelp.${why}`)}</div>}
        </div>
      ),
    },
    {
      title: t('progress.sourceLag'),
      key: 'sourceLag',
      width: 100,
      align: 'right',
      render: (_value, { queues, sense }) => count(lagOfSide(queues, sense, 'source')),
    },
    {
      title: t('progress.targetLag'),
      key: 'targetLag',
      width: 100,
      align: 'right',
      render: (_value, { queues, sense }) => count(lagOfSide(queues, sense, 'target')),
    },
    {
      title: <Tooltip title={t('progress.inRetryHint')}>{t('progress.inRetry')}</Tooltip>,
      dataIndex: 'inRetry',
      width: 90,
      align: 'right',
      render: (inRetry: string) => (
        <span className={inRetry === '0' ? undefined : 'figure-warning'}>{count(inRetry)}</span>
      ),
    },
    {
      title: t('sync.syncedAt'),
      dataIndex: 'syncedAt',
      width: 110,
      render: (at: string | null) => (at === null ? t('sync.never') : <TimeAgo at={at} />),
    },
    {
      title: t('sync.actions'),
      key: 'actions',
      width: 110,
      render: (_value, group) => (
        <ActionButton
          type="link"
          size="small"
          refusal={refusal}
          aria-label={t('progress.applyTo', { group: group.consumerGroup })}
          onClick={() => onApply(group)}
        >
          {t('progress.apply')}
        </ActionButton>
      ),
    },
  ];
}
