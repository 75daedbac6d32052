import type { TableColumnsType, TableProps } from 'antd';
import { Skeleton, Space, Tag, Tooltip } from 'antd';
import { parseAsString, useQueryState } from 'nuqs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../i18n/use-language.js';
import { ActionButton } from '../../ui/action-button.js';
import { formatCount, UNKNOWN } from '../../ui/format.js';
import { ClusterHealthLabel } from './cluster-health-label.js';
import { CLUSTER_SORTS, compareClusters, type ClusterRow, type ClusterSort } from './cluster-sort.js';
import type { Cluster } from './clusters-api.js';
import type { ClusterCommands } from './use-cluster-commands.js';

type Columns = TableColumnsType<ClusterRow>;
type Sorter = Parameters<NonNullable<TableProps<ClusterRow>['onChange']>>[2];

/** Columns of the list of clusters, and what keeps their order in the address: `sort=health`, `sort=-health` downwards. */
export function useClusterColumns(
  commands: ClusterCommands,
  healthError: unknown,
): { columns: Columns; onSort: (sorter: Sorter) => void } {
  const { t } = useTranslation();
  const language = useLanguage();
  const [sort, setSort] = useQueryState('sort', parseAsString.withDefault('name'));

  const sorted = (key: ClusterSort): Pick<Columns[number], 'key' | 'sorter' | 'sortOrder'> => ({
    key,
    sorter: (a, b) => compareClusters(key, a, b, language),
    sortOrder: sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null,
  });
  const onSort = (sorter: Sorter): void => {
    const { columnKey, order } = Array.isArray(sorter) ? (sorter[0] ?? {}) : sorter;
    const key = CLUSTER_SORTS.find((name) => name === columnKey);
    if (key === undefined || order === undefined || order === null) void setSort(null);
    else void setSort(order === 'descend' ? `-${key}` : key);
  };
  const count = (value: number | null | undefined): string => formatCount(value, language);

  const columns: Columns = [
    {
      title: t('cluster.name'),
      ...sorted('name'),
      render: (_value, { cluster }) => (
        <Link to={`/clusters/${cluster.id}`} className="name-link">
          {cluster.name}
        </Link>
      ),
    },
    {
      title: t('cluster.clusterId'),
      key: 'clusterId',
      responsive: ['xl'],
      render: (_value, { cluster }) => <code>{cluster.clusterId}</code>,
    },
    {
      title: t('clusterLook.health'),
      ...sorted('health'),
      render: (_value, { health }) => {
        if (health !== null) return <ClusterHealthLabel entry={health} />;
        return healthError === null ? <Skeleton.Button active size="small" /> : UNKNOWN;
      },
    },
    {
      title: t('clusterLook.versions'),
      key: 'versions',
      render: (_value, { health }) => health?.versions.join(', ') || UNKNOWN,
    },
    {
      title: t('clusterLook.brokers'),
      ...sorted('brokers'),
      align: 'right',
      render: (_value, { health }) => <BrokerCount up={health?.brokersUp} total={health?.brokersTotal} />,
    },
    {
      title: t('clusterLook.topics'),
      ...sorted('topics'),
      align: 'right',
      render: (_value, { health }) => count(health?.topics),
    },
    {
      title: t('cluster.taskCount'),
      ...sorted('tasks'),
      align: 'right',
      render: (_value, { cluster }) =>
        cluster.taskCount === 0 ? (
          count(0)
        ) : (
          <Link
            to={`/tasks?search=${encodeURIComponent(cluster.name)}`}
            aria-label={t('clusterLook.tasksOf', { name: cluster.name, total: count(cluster.taskCount) })}
          >
            {count(cluster.taskCount)}
          </Link>
        ),
    },
    {
      title: t('cluster.nameServers'),
      key: 'nameServers',
      render: (_value, { cluster }) => (
        <div className="address-list">
          {cluster.nameServers.split(';').map((address) => (
            <code key={address}>{address}</code>
          ))}
        </div>
      ),
    },
    {
      title: t('cluster.acl'),
      key: 'acl',
      render: (_value, { cluster }) =>
        cluster.aclEnabled ? (
          <Tag>
            {t('cluster.aclOn')} · {cluster.accessKey}
          </Tag>
        ) : (
          <span className="quiet">{t('cluster.aclOff')}</span>
        ),
    },
    {
      title: t('clusterLook.fence'),
      key: 'fence',
      responsive: ['xxl'],
      render: (_value, { cluster: { fence } }) =>
        fence === null ? (
          <span className="quiet">{UNKNOWN}</span>
        ) : (
          <Tooltip title={t(`fence.meaning.${fence.method}`)}>
            <span>{t(`fence.method.${fence.method}`)}</span>
          </Tooltip>
        ),
    },
    {
      title: t('common.actions'),
      key: 'actions',
      fixed: 'end',
      render: (_value, { cluster }) => <RowActions cluster={cluster} commands={commands} />,
    },
  ];
  return { columns, onSort };
}

function BrokerCount({
  up,
  total,
}: {
  up: number | null | undefined;
  total: number | null | undefined;
}): ReactElement {
  const { t } = useTranslation();
  if (up === null || up === undefined || total === null || total === undefined) return <>{UNKNOWN}</>;
  return (
    <span className={up < total ? 'figure figure-warning' : 'figure'}>
      {up === total ? total : t('clusterLook.brokersUp', { up, total })}
    </span>
  );
}

function RowActions({ cluster, commands }: { cluster: Cluster; commands: ClusterCommands }): ReactElement {
  const { t } = useTranslation();
  return (
    <Space size={4} className="nowrap">
      <ActionButton
        type="link"
        size="small"
        refusal={commands.refusal}
        onClick={() => commands.test(cluster)}
      >
        {t('cluster.testShort')}
      </ActionButton>
      <ActionButton
        type="link"
        size="small"
        refusal={commands.refusal}
        onClick={() => commands.edit(cluster)}
      >
        {t('common.edit')}
      </ActionButton>
      <ActionButton
        type="link"
        size="small"
        danger
        refusal={commands.deleteRefusal(cluster)}
        onClick={() => commands.remove(cluster)}
      >
        {t('common.delete')}
      </ActionButton>
    </Space>
  );
}
