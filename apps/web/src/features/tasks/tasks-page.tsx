import { NodeIndexOutlined, PlusOutlined } from '@ant-design/icons';
import { LAGGING_ABOVE_MS, type TaskView } from '@slipstream/shared';
import { Button, Card, Empty, Input, Segmented, Space, Table, type TableColumnsType } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useLanguage } from '../../i18n/use-language.js';
import { ActionButton } from '../../ui/action-button.js';
import { formatCount, formatDuration, formatRate } from '../../ui/format.js';
import { HealthLabel } from '../../ui/health-label.js';
import { PageHeader } from '../../ui/page-header.js';
import { ProblemPage } from '../../ui/problem-view.js';
import { RefreshIndicator } from '../../ui/refresh-indicator.js';
import { StaleNotice } from '../../ui/stale-notice.js';
import { StateTag } from '../../ui/state-tag.js';
import { hasRole, useRole } from '../auth/index.js';
import { useClusters } from '../clusters/index.js';
import { ClusterPair } from './cluster-pair.js';
import { MoreMenu } from './more-menu.js';
import { countGroups, inGroup, matchesSearch, TASK_GROUPS } from './task-filter.js';
import { useTasks } from './tasks-api.js';
import { useTaskCommands, type TaskCommands } from './use-task-commands.js';
import { useTaskRates } from './use-task-rates.js';

/** List of tasks (W-01). The URL keeps search and filter. */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const role = useRole();
  const tasks = useTasks();
  const clusters = useClusters();
  const commands = useTaskCommands();
  const rates = useTaskRates(tasks.data?.items, tasks.dataUpdatedAt);
  const [search, setSearch] = useQueryState('search', parseAsString.withDefault(''));
  const [group, setGroup] = useQueryState('status', parseAsStringLiteral(TASK_GROUPS).withDefault('all'));

  const names = useMemo(
    () => new Map((clusters.data?.items ?? []).map((cluster) => [cluster.id, cluster.name])),
    [clusters.data],
  );
  const clusterName = useCallback((id: string) => names.get(id) ?? t('common.unknown'), [names, t]);

  if (tasks.data === undefined && tasks.error !== null)
    return <ProblemPage error={tasks.error} onRetry={() => void tasks.refetch()} />;

  const all = tasks.data?.items ?? [];
  const found = all.filter((task) => matchesSearch(task, search, clusterName));
  const counts = countGroups(found);
  const shown = found.filter((task) => inGroup(task, group));
  const create = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      refusal={hasRole(role, 'OPERATOR') ? null : t('refusal.role.OPERATOR')}
      onClick={() => void navigate('/tasks/new')}
    >
      {t('task.create')}
    </ActionButton>
  );

  const columns: TableColumnsType<TaskView> = [
    {
      title: t('task.name'),
      dataIndex: 'name',
      fixed: 'start',
      sorter: (a, b) => a.name.localeCompare(b.name, language),
      render: (name: string, task) => (
        <Link to={`/tasks/${task.id}`} className="name-link">
          {name}
        </Link>
      ),
    },
    {
      title: t('task.state'),
      key: 'state',
      render: (_value, { status }) => (
        <Space size={8}>
          <StateTag state={status.state} reason={status.reason} since={status.since} />
          {status.state === 'RUNNING' && <HealthLabel health={status.health} />}
        </Space>
      ),
    },
    {
      title: t('task.clusters'),
      key: 'clusters',
      render: (_value, task) => (
        <ClusterPair
          source={clusterName(task.sourceClusterId)}
          target={clusterName(task.targetClusterId)}
          direction={task.direction}
        />
      ),
    },
    {
      title: t('task.direction'),
      dataIndex: 'direction',
      responsive: ['xl'],
      render: (direction: TaskView['direction']) => t(`direction.${direction}`),
    },
    {
      title: t('task.delay'),
      key: 'delay',
      align: 'right',
      sorter: (a, b) => (a.status.delayMs ?? -1) - (b.status.delayMs ?? -1),
      render: (_value, { status }) => (
        <span className={(status.delayMs ?? 0) > LAGGING_ABOVE_MS ? 'figure figure-warning' : 'figure'}>
          {formatDuration(status.delayMs)}
        </span>
      ),
    },
    {
      title: t('task.lag'),
      key: 'lag',
      align: 'right',
      sorter: (a, b) => Number(a.status.lagMessages ?? -1) - Number(b.status.lagMessages ?? -1),
      render: (_value, { status }) => (
        <span className="figure">{formatCount(status.lagMessages, language)}</span>
      ),
    },
    {
      title: t('task.failures'),
      key: 'failures',
      align: 'right',
      sorter: (a, b) => Number(a.status.totals.failed) - Number(b.status.totals.failed),
      render: (_value, { status }) => (
        <span className={status.totals.failed === '0' ? 'figure' : 'figure figure-error'}>
          {formatCount(status.totals.failed, language)}
        </span>
      ),
    },
    {
      title: t('task.rate'),
      key: 'rate',
      align: 'right',
      render: (_value, task) => (
        <span className="figure">
          {formatRate(task.status.state === 'RUNNING' ? (rates.get(task.id) ?? null) : null, language)}
        </span>
      ),
    },
    {
      title: t('common.actions'),
      key: 'actions',
      fixed: 'end',
      render: (_value, task) => <RowActions task={task} commands={commands} />,
    },
  ];

  return (
    <>
      <PageHeader title={t('nav.tasks')} description={t('task.description')} />
      <Card className="list-card">
        <div className="toolbar">
          {create}
          <Input.Search
            allowClear
            className="toolbar-search"
            placeholder={t('task.search')}
            aria-label={t('task.search')}
            value={search}
            onChange={(event) => void setSearch(event.target.value || null)}
          />
          <Segmented
            aria-label={t('task.filter')}
            value={group}
            options={TASK_GROUPS.map((value) => ({
              value,
              label: (
                <span>
                  {t(`group.${value}`)} <span className="count">{counts[value]}</span>
                </span>
              ),
            }))}
            onChange={(value) => void setGroup(value)}
          />
          <span className="spacer" />
          <RefreshIndicator
            updatedAt={tasks.dataUpdatedAt}
            fetching={tasks.isFetching}
            onRefresh={() => void tasks.refetch()}
          />
        </div>
        <StaleNotice error={tasks.error} updatedAt={tasks.dataUpdatedAt} />
        <output className="visually-hidden">{t('task.shown', { count: shown.length })}</output>
        <Table
          rowKey="id"
          size="middle"
          columns={columns}
          dataSource={shown}
          loading={tasks.isPending}
          scroll={{ x: 'max-content' }}
          pagination={{ hideOnSinglePage: true, pageSize: 50 }}
          locale={{
            emptyText:
              all.length > 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('common.noMatch')}>
                  <Button
                    onClick={() => {
                      void setSearch(null);
                      void setGroup(null);
                    }}
                  >
                    {t('common.clearFilters')}
                  </Button>
                </Empty>
              ) : (
                <Empty
                  image={<NodeIndexOutlined className="empty-icon" />}
                  description={
                    <>
                      <strong>{t('task.emptyTitle')}</strong>
                      <div>{names.size < 2 ? t('task.emptyNoClusters') : t('task.emptyText')}</div>
                    </>
                  }
                >
                  {names.size < 2 ? (
                    <Button onClick={() => void navigate('/clusters?edit=new')}>{t('cluster.add')}</Button>
                  ) : (
                    create
                  )}
                </Empty>
              ),
          }}
        />
      </Card>
      {commands.dialog}
    </>
  );
}

function RowActions({ task, commands }: { task: TaskView; commands: TaskCommands }): ReactElement {
  const { t } = useTranslation();
  const pending = commands.pendingId === task.id;
  const startable = commands.refusal(task, 'START') === null || task.wanted === 'STOPPED';
  return (
    <Space size={0} className="nowrap row-actions">
      {startable ? (
        <ActionButton
          type="link"
          size="small"
          loading={pending}
          refusal={commands.refusal(task, 'START')}
          onClick={() => commands.start(task)}
        >
          {t('task.action.START')}
        </ActionButton>
      ) : (
        <ActionButton
          type="link"
          size="small"
          loading={pending}
          refusal={commands.refusal(task, 'STOP')}
          onClick={() => commands.stop(task)}
        >
          {t('task.action.STOP')}
        </ActionButton>
      )}
      <Link to={`/tasks/${task.id}`} className="row-link">
        {t('task.details')}
      </Link>
      <MoreMenu task={task} commands={commands} inRow />
    </Space>
  );
}
