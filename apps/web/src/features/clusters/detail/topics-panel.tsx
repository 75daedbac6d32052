import { Table, type TableColumnsType } from 'antd';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount, UNKNOWN } from '../../../ui/format.js';
import { NoMatch, NoneYet } from '../../../ui/list/list-empty.js';
import { ListToolbar } from '../../../ui/list/list-toolbar.js';
import { Unanswered } from '../../../ui/unanswered.js';
import { useClusterTopics, type ClusterTopic } from '../clusters-api.js';
import { topicUses, type ClusterTask, type TopicUse } from './cluster-tasks.js';

/** Above this many rows only the visible ones are drawn. */
const VIRTUAL_FROM = 100;

/** The topics that a cluster has now, and which tasks carry each. Also thousands of them scroll: only what is seen is drawn. */
export function TopicsPanel({
  clusterId,
  tasks,
}: {
  clusterId: string;
  tasks: readonly ClusterTask[];
}): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const topics = useClusterTopics(clusterId);
  const [search, setSearch] = useQueryState('topic', parseAsString.withDefault(''));
  const usesOf = useMemo(() => topicUses(tasks, clusterId), [tasks, clusterId]);
  if (topics.data === undefined) return <Unanswered query={topics} />;
  const all = topics.data.items;
  const wanted = search.trim().toLowerCase();
  const shown = all.filter(({ topic }) => topic.toLowerCase().includes(wanted));

  const columns: TableColumnsType<ClusterTopic> = [
    {
      title: t('clusterPage.topic'),
      dataIndex: 'topic',
      width: 300,
      sorter: (a, b) => a.topic.localeCompare(b.topic, language),
      render: (topic: string) => <code>{topic}</code>,
    },
    {
      title: t('clusterPage.queues'),
      key: 'queues',
      width: 150,
      align: 'right',
      sorter: (a, b) => a.readQueues - b.readQueues,
      render: (_value, { readQueues, writeQueues }) =>
        `${formatCount(readQueues, language)} / ${formatCount(writeQueues, language)}`,
    },
    {
      title: t('clusterPage.permission'),
      dataIndex: 'permission',
      width: 140,
      render: (permission: ClusterTopic['permission']) => t(`topicPermission.${permission}`),
    },
    {
      title: t('clusterPage.type'),
      dataIndex: 'messageType',
      width: 120,
      render: (type: string | null) => type ?? UNKNOWN,
    },
    {
      title: t('clusterLook.brokers'),
      dataIndex: 'brokers',
      width: 90,
      align: 'right',
      render: (brokers: string[]) => <span title={brokers.join(', ')}>{brokers.length}</span>,
    },
    {
      title: t('clusterPage.carriedBy'),
      key: 'tasks',
      width: 260,
      render: (_value, { topic }) => <Carriers uses={usesOf(topic)} />,
    },
  ];

  return (
    <>
      <ListToolbar
        search={{
          label: t('clusterPage.topicSearch'),
          value: search,
          onChange: (text) => void setSearch(text),
        }}
        query={topics}
      >
        <span className="quiet">
          {formatCount(shown.length, language)} / {formatCount(all.length, language)}
        </span>
      </ListToolbar>
      <Table
        rowKey="topic"
        size="small"
        columns={columns}
        dataSource={shown}
        virtual={shown.length > VIRTUAL_FROM}
        scroll={{ x: 1060, ...(shown.length > VIRTUAL_FROM ? { y: 560 } : {}) }}
        pagination={false}
        showSorterTooltip={false}
        locale={{
          emptyText:
            all.length > 0 ? (
              <NoMatch onClear={() => void setSearch(null)} />
            ) : (
              <NoneYet>{t('clusterPage.noTopics')}</NoneYet>
            ),
        }}
      />
    </>
  );
}

function Carriers({ uses }: { uses: readonly TopicUse[] }): ReactElement {
  const { t } = useTranslation();
  if (uses.length === 0) return <span className="quiet">{UNKNOWN}</span>;
  return (
    <span className="carriers">
      {uses.map(({ taskId, name, read, written }) => (
        <span key={taskId}>
          <Link to={`/tasks/${taskId}`}>{name}</Link>{' '}
          <span className="quiet">
            {[read ? t('clusterPage.read') : '', written ? t('clusterPage.written') : '']
              .filter((word) => word !== '')
              .join(', ')}
          </span>
        </span>
      ))}
    </span>
  );
}
