import './words.js';
import './clusters.css';

import { ApiOutlined, PlusOutlined } from '@ant-design/icons';
import { Card, Table } from 'antd';
import { parseAsString, useQueryState } from 'nuqs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../ui/action-button.js';
import { NoMatch, NoneYet } from '../../ui/list/list-empty.js';
import { ListToolbar } from '../../ui/list/list-toolbar.js';
import { PageHeader } from '../../ui/page-header.js';
import { ProblemPage } from '../../ui/problem-view.js';
import { searchClusters, type ClusterRow } from './cluster-sort.js';
import { useClusters } from './clusters-api.js';
import { useClusterHealth } from './looks-api.js';
import { useClusterColumns } from './use-cluster-columns.js';
import { useClusterCommands } from './use-cluster-commands.js';

/** List of registered clusters with their health (W-04). The URL keeps search, sort and the open drawer. */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const clusters = useClusters();
  const health = useClusterHealth();
  const [search, setSearch] = useQueryState('search', parseAsString.withDefault(''));
  const all = clusters.data?.items ?? [];
  const commands = useClusterCommands(all);
  const { columns, onSort } = useClusterColumns(commands, health.error);

  if (clusters.data === undefined && clusters.error !== null)
    return <ProblemPage error={clusters.error} onRetry={() => void clusters.refetch()} />;

  const byId = new Map((health.data?.items ?? []).map((entry) => [entry.id, entry]));
  const rows = all.map((cluster): ClusterRow => ({ cluster, health: byId.get(cluster.id) ?? null }));
  const shown = searchClusters(rows, search);
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      refusal={commands.refusal}
      onClick={() => commands.add()}
    >
      {t('cluster.add')}
    </ActionButton>
  );

  return (
    <>
      <PageHeader title={t('nav.clusters')} description={t('cluster.description')} />
      <Card className="list-card">
        <ListToolbar
          lead={add}
          search={{
            label: t('cluster.search'),
            value: search,
            onChange: (text) => void setSearch(text),
          }}
          query={{
            error: clusters.error ?? health.error,
            dataUpdatedAt: health.dataUpdatedAt || clusters.dataUpdatedAt,
            isFetching: clusters.isFetching || health.isFetching,
            refetch: () => void Promise.all([clusters.refetch(), health.refetch()]),
          }}
          announce={t('clusterLook.announce', { count: shown.length })}
        />
        <Table
          rowKey={({ cluster }) => cluster.id}
          size="middle"
          columns={columns}
          dataSource={shown}
          loading={clusters.isPending}
          scroll={{ x: 'max-content' }}
          pagination={{ hideOnSinglePage: true, pageSize: 50 }}
          showSorterTooltip={false}
          onChange={(_pages, _filters, sorter) => onSort(sorter)}
          locale={{
            emptyText:
              all.length > 0 ? (
                <NoMatch onClear={() => void setSearch(null)} />
              ) : (
                <NoneYet
                  icon={<ApiOutlined className="empty-icon" />}
                  title={t('cluster.emptyTitle')}
                  action={add}
                >
                  {t('cluster.emptyText')}
                </NoneYet>
              ),
          }}
        />
      </Card>
      {commands.dialog}
    </>
  );
}
