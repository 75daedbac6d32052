import type { MetadataDifference, MetadataItemView, TaskView } from '@slipstream/shared';
import { Tag, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeAgo } from '../../ui/time-ago.js';
import { METADATA_LOOK } from './looks.js';
import { MetadataDecision } from './metadata-decision.js';

/** Differences that a row shows before it folds them. */
const SHOWN_DIFFERENCES = 3;

/** Columns of the table of metadata. */
export function useMetadataColumns(task: TaskView): TableColumnsType<MetadataItemView> {
  const { t } = useTranslation();
  return [
    {
      title: t('metadata.kind'),
      dataIndex: 'kind',
      width: 110,
      render: (kind: MetadataItemView['kind']) => (
        <span className="nowrap">{t(`metadataKindOne.${kind}`)}</span>
      ),
    },
    {
      title: t('sync.name'),
      key: 'name',
      width: 190,
      render: (_value, { sourceName, targetName, createdAt }) => (
        <div className="sync-name">
          <strong>{sourceName}</strong>
          {targetName !== sourceName && <div>→ {targetName}</div>}
          {createdAt !== null && <div className="quiet">{t(`metadata.createdAt.${createdAt}`)}</div>}
        </div>
      ),
    },
    {
      title: t('sync.state'),
      dataIndex: 'state',
      width: 100,
      render: (state: MetadataItemView['state']) => (
        <Tag
          color={METADATA_LOOK[state].color}
          variant="solid"
          icon={METADATA_LOOK[state].icon}
          data-state={state}
        >
          {t(`metadataState.${state}`)}
        </Tag>
      ),
    },
    {
      title: t('sync.why'),
      key: 'why',
      width: 250,
      render: (_value, { why, said }) => (
        <div className="sync-why">
          {why !== null && t(`metadataWhy.${why}`)}
          {said !== null && (
            <div>
              <code>{said}</code>
            </div>
          )}
        </div>
      ),
    },
    {
      title: t('metadata.differences'),
      dataIndex: 'differences',
      width: 200,
      render: (differences: MetadataItemView['differences']) => <Differences differences={differences} />,
    },
    {
      title: t('sync.since'),
      key: 'since',
      width: 130,
      render: (_value, { since, syncedAt }) => (
        <>
          <TimeAgo at={since} />
          <div className="quiet">
            {t('sync.syncedAt')}: {syncedAt === null ? t('sync.never') : <TimeAgo at={syncedAt} />}
          </div>
        </>
      ),
    },
    {
      title: t('sync.actions'),
      key: 'actions',
      width: 180,
      render: (_value, item) => <MetadataDecision task={task} item={item} />,
    },
  ];
}

/** Setting by setting what the source has and what the target has. */
export function Differences({
  differences,
}: {
  differences: readonly MetadataDifference[];
}): ReactElement | null {
  const { t } = useTranslation();
  if (differences.length === 0) return null;
  const list = (shown: readonly MetadataDifference[]): ReactElement => (
    <dl className="differences">
      {shown.map((difference) => (
        <div key={difference.setting}>
          <dt>{difference.setting}</dt>
          <dd>
            <span className="quiet">{t('sync.source')}</span> <Value value={difference.source} />
          </dd>
          <dd>
            <span className="quiet">{t('sync.target')}</span> <Value value={difference.target} />
          </dd>
        </div>
      ))}
    </dl>
  );
  if (differences.length <= SHOWN_DIFFERENCES) return list(differences);
  return (
    <details>
      <summary>{t('metadata.settings', { count: differences.length })}</summary>
      {list(differences)}
    </details>
  );
}

function Value({ value }: { value: string | null }): ReactElement {
  const { t } = useTranslation();
  return value === null ? <span className="quiet">{t('metadata.nothingSet')}</span> : <code>{value}</code>;
}
