import '../words.js';
import '../clusters.css';

import { ApiOutlined, EditOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Descriptions, Skeleton, Space, Tabs } from 'antd';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { useLanguage } from '../../../i18n/use-language.js';
import { ActionButton } from '../../../ui/action-button.js';
import { formatCount, formatRate } from '../../../ui/format.js';
import { Moment } from '../../../ui/moment.js';
import { Outcome } from '../../../ui/outcome.js';
import { PageHeader } from '../../../ui/page-header.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { StaleNotice } from '../../../ui/stale-notice.js';
import { StatCard } from '../../../ui/stat-card.js';
import { useTasks } from '../../tasks/index.js';
import { ClusterFaults, ClusterHealthLabel, HealthSince } from '../cluster-health-label.js';
import { useClusters, type Cluster } from '../clusters-api.js';
import { FenceText } from '../fence-text.js';
import { useClusterLook, type ClusterLook } from '../looks-api.js';
import { useClusterCommands, type ClusterCommands } from '../use-cluster-commands.js';
import { BrokersPanel } from './brokers-panel.js';
import { tasksOfCluster } from './cluster-tasks.js';
import { GroupsPanel } from './groups-panel.js';
import { TasksPanel } from './tasks-panel.js';
import { TopicsPanel } from './topics-panel.js';

const TABS = ['brokers', 'topics', 'groups', 'tasks'] as const;

/** A cluster: health, what it is registered as, brokers, topics, consumer groups, tasks (W-04, C-05). The URL keeps the tab. */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const { clusterId = '' } = useParams();
  const clusters = useClusters();
  const [deleted, setDeleted] = useState(false);
  if (deleted) return <Navigate to="/clusters" replace />;
  if (clusters.data === undefined) {
    if (clusters.error !== null)
      return <ProblemPage error={clusters.error} onRetry={() => void clusters.refetch()} />;
    return <Skeleton active paragraph={{ rows: 12 }} />;
  }
  const cluster = clusters.data.items.find(({ id }) => id === clusterId);
  if (cluster === undefined)
    return (
      <Outcome
        icon={<ApiOutlined />}
        title={t('clusterPage.notFound')}
        action={
          <Link to="/clusters">
            <Button type="primary">{t('clusterPage.toList')}</Button>
          </Link>
        }
      >
        {t('clusterPage.notFoundText')}
      </Outcome>
    );
  return (
    <>
      <StaleNotice error={clusters.error} updatedAt={clusters.dataUpdatedAt} />
      <ClusterDetail cluster={cluster} onDeleted={() => setDeleted(true)} />
    </>
  );
}

function ClusterDetail({ cluster, onDeleted }: { cluster: Cluster; onDeleted: () => void }): ReactElement {
  const { t } = useTranslation();
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('brokers'));
  const look = useClusterLook(cluster.id);
  const tasks = useTasks();
  const commands = useClusterCommands([cluster], onDeleted);
  const uses = tasksOfCluster(tasks.data?.items ?? [], cluster.id);
  return (
    <>
      <PageHeader
        back={<Link to="/clusters">← {t('nav.clusters')}</Link>}
        title={cluster.name}
        tags={
          look.data !== undefined && (
            <Space size={8}>
              <ClusterHealthLabel entry={look.data} />
              <HealthSince entry={look.data} />
            </Space>
          )
        }
        extra={<HeaderActions cluster={cluster} commands={commands} />}
      />
      {look.data !== undefined && look.data.faults.length > 0 && look.data.lookedAt !== null && (
        <Alert
          className="reason-alert"
          type={look.data.health === 'UNAVAILABLE' ? 'error' : 'warning'}
          showIcon
          role="alert"
          title={<ClusterFaults entry={look.data} />}
        />
      )}
      <Stats cluster={cluster} look={look.data} />
      <BasicInformation cluster={cluster} commands={commands} />
      <Card className="tabs-card">
        <Tabs
          activeKey={tab}
          onChange={(key) => void setTab(TABS.find((name) => name === key) ?? null)}
          destroyOnHidden
          items={[
            { key: 'brokers', label: t('clusterPage.broker'), children: <BrokersPanel look={look} /> },
            {
              key: 'topics',
              label: t('clusterPage.topics'),
              children: <TopicsPanel clusterId={cluster.id} tasks={uses} />,
            },
            {
              key: 'groups',
              label: t('clusterPage.groups'),
              children: <GroupsPanel clusterId={cluster.id} />,
            },
            {
              key: 'tasks',
              label: `${t('clusterPage.tasks')} (${cluster.taskCount})`,
              children: <TasksPanel tasks={tasks} uses={uses} />,
            },
          ]}
        />
      </Card>
      {commands.dialog}
    </>
  );
}

function HeaderActions({ cluster, commands }: { cluster: Cluster; commands: ClusterCommands }): ReactElement {
  const { t } = useTranslation();
  return (
    <Space wrap>
      <ActionButton refusal={commands.refusal} onClick={() => commands.test(cluster)}>
        {t('clusterPage.test')}
      </ActionButton>
      <ActionButton refusal={commands.secretRefusal(cluster)} onClick={() => commands.replaceSecret(cluster)}>
        {t('clusterPage.replaceSecret')}
      </ActionButton>
      <ActionButton danger refusal={commands.deleteRefusal(cluster)} onClick={() => commands.remove(cluster)}>
        {t('common.delete')}
      </ActionButton>
    </Space>
  );
}

function Stats({ cluster, look }: { cluster: Cluster; look: ClusterLook | undefined }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const loading = look === undefined;
  const { brokersUp = null, brokersTotal = null } = look ?? {};
  const missing = brokersUp !== null && brokersTotal !== null && brokersUp < brokersTotal;
  return (
    <div className="stats cluster-stats">
      <StatCard
        label={t('clusterLook.brokers')}
        loading={loading}
        tone={missing ? 'warning' : 'normal'}
        value={formatCount(brokersTotal, language)}
        note={
          brokersUp === null ? undefined : t('clusterLook.brokersUp', { up: brokersUp, total: brokersTotal })
        }
      />
      <StatCard
        label={t('clusterLook.versions')}
        loading={loading}
        value={look?.versions.join(', ') || formatCount(null, language)}
      />
      <StatCard
        label={t('clusterLook.topics')}
        loading={loading}
        value={formatCount(look?.topics, language)}
      />
      <StatCard
        label={t('clusterPage.rate')}
        loading={loading}
        value={`${formatRate(look?.inPerSecond ?? null, language)} / ${formatRate(look?.outPerSecond ?? null, language)}`}
        note={t('clusterPage.rateHint')}
      />
      <StatCard label={t('clusterPage.tasks')} value={formatCount(cluster.taskCount, language)} />
    </div>
  );
}

function BasicInformation({
  cluster,
  commands,
}: {
  cluster: Cluster;
  commands: ClusterCommands;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Card
      className="info-card cluster-basic"
      size="small"
      title={<h2>{t('clusterPage.basic')}</h2>}
      extra={
        <ActionButton
          type="link"
          icon={<EditOutlined />}
          refusal={commands.refusal}
          onClick={() => commands.edit(cluster)}
        >
          {t('common.edit')}
        </ActionButton>
      }
    >
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2, xl: 3 }}
        items={[
          { key: 'id', label: t('cluster.clusterId'), children: <code>{cluster.clusterId}</code> },
          {
            key: 'network',
            label: t('cluster.networkType'),
            children: t(`network.${cluster.networkType}`),
          },
          {
            key: 'nameServers',
            label: t('cluster.nameServers'),
            children: <Addresses addresses={cluster.nameServers.split(';')} />,
          },
          {
            key: 'acl',
            label: t('cluster.acl'),
            children: cluster.aclEnabled ? (
              <>
                {t('cluster.aclOn')} · <code>{cluster.accessKey}</code>
              </>
            ) : (
              t('cluster.aclOff')
            ),
          },
          {
            key: 'map',
            label: t('clusterPage.addressMap'),
            children:
              cluster.addressMap.length === 0 ? (
                t('clusterPage.none')
              ) : (
                <Addresses addresses={cluster.addressMap.map(({ from, to }) => `${from} → ${to}`)} />
              ),
          },
          { key: 'updated', label: t('common.updatedAt'), children: <Moment at={cluster.updatedAt} /> },
          {
            key: 'fence',
            label: t('clusterLook.fence'),
            children: <FenceText fence={cluster.fence} />,
          },
        ]}
      />
    </Card>
  );
}

function Addresses({ addresses }: { addresses: readonly string[] }): ReactElement {
  return (
    <span className="address-map-list">
      {addresses.map((address) => (
        <code key={address}>{address}</code>
      ))}
    </span>
  );
}
