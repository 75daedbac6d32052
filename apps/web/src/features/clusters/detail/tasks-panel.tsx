import type { UseQueryResult } from '@tanstack/react-query';
import { Table, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProblemError } from '../../../api/problem-error.js';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount, formatDuration } from '../../../ui/format.js';
import { HealthLabel } from '../../../ui/health-label.js';
import { NoneYet } from '../../../ui/list/list-empty.js';
import { ListToolbar } from '../../../ui/list/list-toolbar.js';
import { ScrollRegion } from '../../../ui/scroll-region.js';
import { StateTag } from '../../../ui/state-tag.js';
import { Unanswered } from '../../../ui/unanswered.js';
import { useClusterName } from '../use-cluster-name.js';
import type { ClusterTask } from './cluster-tasks.js';

interface Props {
  tasks: UseQueryResult<unknown, ProblemError>;
  uses: readonly ClusterTask[];
}

/** The tasks that use a cluster: state, its part in them, the cluster at the other end. */
export function TasksPanel({ tasks, uses }: Props): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useClusterName();
  if (tasks.data === undefined) return <Unanswered query={tasks} />;

  const columns: TableColumnsType<ClusterTask> = [
    {
      title: t('clusterPage.task'),
      key: 'name',
      render: (_value, { task }) => (
        <Link to={`/tasks/${task.id}`} className="name-link">
          {task.name}
        </Link>
      ),
    },
    {
      title: t('clusterPage.state'),
      key: 'state',
      render: (_value, { task: { status } }) => (
        <span className="state-cell">
          <StateTag state={status.state} reason={status.reason} since={status.since} />
          {status.state === 'RUNNING' && <HealthLabel health={status.health} />}
        </span>
      ),
    },
    {
      title: t('clusterPage.as'),
      dataIndex: 'part',
      render: (part: ClusterTask['part']) => t(`clusterPage.${part}`),
    },
    {
      title: t('clusterPage.other'),
      dataIndex: 'otherId',
      render: (id: string) => <Link to={`/clusters/${id}`}>{nameOf(id)}</Link>,
    },
    {
      title: t('task.delay'),
      key: 'delay',
      align: 'right',
      render: (_value, { task }) => formatDuration(task.status.delayMs, language),
    },
    {
      title: t('task.lag'),
      key: 'lag',
      align: 'right',
      render: (_value, { task }) => formatCount(task.status.lagMessages, language),
    },
  ];
  return (
    <>
      <ListToolbar query={tasks} />
      <ScrollRegion label={t('clusterPage.tasks')}>
        <Table
          rowKey={({ task }) => task.id}
          size="small"
          columns={columns}
          dataSource={[...uses]}
          pagination={{ hideOnSinglePage: true, pageSize: 50 }}
          locale={{ emptyText: <NoneYet>{t('clusterPage.noTasks')}</NoneYet> }}
        />
      </ScrollRegion>
    </>
  );
}
