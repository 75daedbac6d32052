import { ApiOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Card, Empty, Input, Modal, Space, Table, Tag } from 'antd';
import type { TableColumnsType } from 'antd';
import { parseAsString, useQueryState } from 'nuqs';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { ActionButton } from '../../ui/action-button.js';
import { formatCount, formatMoment } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { ProblemAlert, ProblemPage } from '../../ui/problem-view.js';
import { RefreshIndicator } from '../../ui/refresh-indicator.js';
import { StaleNotice } from '../../ui/stale-notice.js';
import { hasRole, useRole } from '../auth/index.js';
import { ClusterDrawer } from './cluster-drawer.js';
import { useClusters, useDeleteCluster, useTestCluster, type Cluster } from './clusters-api.js';
import { ConnectionChecks } from './connection-checks.js';

/** List of registered clusters (W-04). The URL keeps the search and the open drawer. */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const role = useRole();
  const clusters = useClusters();
  const [search, setSearch] = useQueryState('search', parseAsString.withDefault(''));
  const [edited, setEdited] = useQueryState('edit', parseAsString);
  const [deleting, setDeleting] = useState<Cluster | null>(null);
  const [testing, setTesting] = useState<Cluster | null>(null);
  const adminOnly = hasRole(role, 'ADMIN') ? null : t('refusal.role.ADMIN');

  if (clusters.data === undefined && clusters.error !== null)
    return <ProblemPage error={clusters.error} onRetry={() => void clusters.refetch()} />;

  const all = clusters.data?.items ?? [];
  const wanted = search.trim().toLowerCase();
  const shown = all.filter((cluster) =>
    [cluster.name, cluster.clusterId, cluster.nameServers].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
  const editedCluster = all.find((cluster) => cluster.id === edited);
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      refusal={adminOnly}
      onClick={() => void setEdited('new')}
    >
      {t('cluster.add')}
    </ActionButton>
  );

  const columns: TableColumnsType<Cluster> = [
    {
      title: t('cluster.name'),
      dataIndex: 'name',
      sorter: (a, b) => a.name.localeCompare(b.name, language),
      defaultSortOrder: 'ascend',
      render: (name: string) => <strong>{name}</strong>,
    },
    { title: t('cluster.clusterId'), dataIndex: 'clusterId', render: (id: string) => <code>{id}</code> },
    {
      title: t('cluster.networkType'),
      dataIndex: 'networkType',
      render: (type: Cluster['networkType']) => t(`network.${type}`),
    },
    {
      title: t('cluster.nameServers'),
      dataIndex: 'nameServers',
      render: (text: string) => (
        <div className="address-list">
          {text.split(';').map((address) => (
            <code key={address}>{address}</code>
          ))}
        </div>
      ),
    },
    {
      title: t('cluster.acl'),
      dataIndex: 'aclEnabled',
      render: (on: boolean, cluster) =>
        on ? (
          <Tag>
            {t('cluster.aclOn')} · {cluster.accessKey}
          </Tag>
        ) : (
          <span className="quiet">{t('cluster.aclOff')}</span>
        ),
    },
    {
      title: t('cluster.taskCount'),
      dataIndex: 'taskCount',
      align: 'right',
      render: (count: number) => formatCount(count, language),
    },
    {
      title: t('common.updatedAt'),
      dataIndex: 'updatedAt',
      responsive: ['xl'],
      render: (at: string) => <span className="nowrap">{formatMoment(at)}</span>,
    },
    {
      title: t('common.actions'),
      key: 'actions',
      fixed: 'end',
      render: (_value, cluster) => (
        <Space size={4} className="nowrap">
          <ActionButton type="link" size="small" refusal={adminOnly} onClick={() => setTesting(cluster)}>
            {t('cluster.testShort')}
          </ActionButton>
          <ActionButton
            type="link"
            size="small"
            refusal={adminOnly}
            onClick={() => void setEdited(cluster.id)}
          >
            {t('common.edit')}
          </ActionButton>
          <ActionButton
            type="link"
            size="small"
            danger
            refusal={
              adminOnly ?? (cluster.taskCount > 0 ? t('cluster.inUse', { count: cluster.taskCount }) : null)
            }
            onClick={() => setDeleting(cluster)}
          >
            {t('common.delete')}
          </ActionButton>
        </Space>
      ),
    },
  ];

  return (
    <>
      <PageHeader title={t('nav.clusters')} description={t('cluster.description')} />
      <Card className="list-card">
        <div className="toolbar">
          {add}
          <Input.Search
            allowClear
            className="toolbar-search"
            placeholder={t('cluster.search')}
            aria-label={t('cluster.search')}
            value={search}
            onChange={(event) => void setSearch(event.target.value || null)}
          />
          <span className="spacer" />
          <RefreshIndicator
            updatedAt={clusters.dataUpdatedAt}
            fetching={clusters.isFetching}
            onRefresh={() => void clusters.refetch()}
          />
        </div>
        <StaleNotice error={clusters.error} updatedAt={clusters.dataUpdatedAt} />
        <Table
          rowKey="id"
          size="middle"
          columns={columns}
          dataSource={shown}
          loading={clusters.isPending}
          scroll={{ x: 'max-content' }}
          pagination={{ hideOnSinglePage: true, pageSize: 50 }}
          locale={{
            emptyText:
              all.length > 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('common.noMatch')}>
                  <Button onClick={() => void setSearch(null)}>{t('common.clearFilters')}</Button>
                </Empty>
              ) : (
                <Empty
                  image={<ApiOutlined className="empty-icon" />}
                  description={
                    <>
                      <strong>{t('cluster.emptyTitle')}</strong>
                      <div>{t('cluster.emptyText')}</div>
                    </>
                  }
                >
                  {add}
                </Empty>
              ),
          }}
        />
      </Card>
      {(edited === 'new' || editedCluster !== undefined) && (
        <ClusterDrawer key={edited} cluster={editedCluster} onClose={() => void setEdited(null)} />
      )}
      {deleting !== null && <DeleteClusterDialog cluster={deleting} onClose={() => setDeleting(null)} />}
      {testing !== null && <TestClusterDialog cluster={testing} onClose={() => setTesting(null)} />}
    </>
  );
}

function DeleteClusterDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const remove = useDeleteCluster();
  return (
    <Modal
      open
      title={t('cluster.deleteTitle', { name: cluster.name })}
      okText={t('common.delete')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true, loading: remove.isPending }}
      onCancel={onClose}
      onOk={() =>
        remove.mutate(cluster.id, {
          onSuccess: () => {
            void message.success(t('cluster.deleted', { name: cluster.name }));
            onClose();
          },
        })
      }
    >
      <p>{t('cluster.deleteText')}</p>
      {remove.error !== null && <ProblemAlert error={remove.error} />}
    </Modal>
  );
}

function TestClusterDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const test = useTestCluster();
  const run = (): void => test.mutate({ id: cluster.id });
  return (
    <Modal
      open
      title={t('cluster.testTitle', { name: cluster.name })}
      cancelText={t('common.close')}
      okText={t('cluster.test')}
      okButtonProps={{ loading: test.isPending }}
      onOk={run}
      onCancel={onClose}
      afterOpenChange={(open) => {
        if (open) run();
      }}
      width={640}
    >
      <div className="test-dialog" aria-busy={test.isPending}>
        {test.isPending && <p>{t('cluster.testing')}</p>}
        {test.error !== null && <ProblemAlert error={test.error} />}
        {test.data !== undefined && !test.isPending && <ConnectionChecks test={test.data} />}
      </div>
    </Modal>
  );
}
