import { EditOutlined } from '@ant-design/icons';
import type { TaskView } from '@slipstream/shared';
import { Alert, Badge, Button, Card, Descriptions, Skeleton, Space, Tabs } from 'antd';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { ActionButton } from '../../../ui/action-button.js';
import { formatMoment } from '../../../ui/format.js';
import { HealthLabel } from '../../../ui/health-label.js';
import { PageHeader } from '../../../ui/page-header.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { ReasonView } from '../../../ui/reason-view.js';
import { StaleNotice } from '../../../ui/stale-notice.js';
import { StateTag } from '../../../ui/state-tag.js';
import { useClusters } from '../../clusters/index.js';
import { EventsPanel } from '../../events/index.js';
import { FailuresPanel } from '../../failures/index.js';
import { MonitoringPanel } from '../../metrics/index.js';
import { ClusterPair } from '../cluster-pair.js';
import { MoreMenu } from '../more-menu.js';
import {
  FailurePolicyText,
  GroupsText,
  MetadataText,
  ProgressText,
  StartText,
  ThrottleText,
  TopicsText,
} from '../spec-texts.js';
import { useTask } from '../tasks-api.js';
import { useTaskCommands, type TaskCommands } from '../use-task-commands.js';
import { StreamsPanel } from './streams-panel.js';
import { TaskFences } from './task-fences.js';
import { TaskStats } from './task-stats.js';

// Loaded when its tab is opened.
const MetadataPanel = lazy(async () => ({ default: (await import('../../sync/index.js')).MetadataPanel }));
const ProgressPanel = lazy(async () => ({ default: (await import('../../sync/index.js')).ProgressPanel }));
const YamlPanel = lazy(async () => ({ default: (await import('../../acts/yaml/yaml-panel.js')).YamlPanel }));

const TABS = ['monitoring', 'streams', 'metadata', 'progress', 'failures', 'events', 'yaml'] as const;

/** A task: state, figures, what it is to do, and its past (W-03). The URL keeps the tab. */
export function Component(): ReactElement {
  const { taskId = '' } = useParams();
  const [deletedId, setDeletedId] = useState<string | null>(null);
  // Nothing may ask for a deleted task any more, also while the list is still being loaded.
  if (deletedId === taskId)
    return (
      <>
        <Navigate to="/tasks" />
        <Skeleton active paragraph={{ rows: 12 }} />
      </>
    );
  return <TaskPage taskId={taskId} onDeleted={() => setDeletedId(taskId)} />;
}

function TaskPage({ taskId, onDeleted }: { taskId: string; onDeleted: () => void }): ReactElement {
  const task = useTask(taskId);
  if (task.data === undefined) {
    if (task.error !== null) return <ProblemPage error={task.error} onRetry={() => void task.refetch()} />;
    return <Skeleton active paragraph={{ rows: 12 }} />;
  }
  return (
    <>
      <StaleNotice error={task.error} updatedAt={task.dataUpdatedAt} />
      <TaskDetail task={task.data} onDeleted={onDeleted} />
    </>
  );
}

function TaskDetail({ task, onDeleted }: { task: TaskView; onDeleted: () => void }): ReactElement {
  const { t } = useTranslation();
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('monitoring'));
  const commands = useTaskCommands(onDeleted);
  const { state, reason, since, health } = task.status;
  return (
    <>
      <PageHeader
        back={<Link to="/tasks">← {t('nav.tasks')}</Link>}
        title={task.name}
        tags={
          <Space size={8}>
            <StateTag state={state} reason={reason} since={since} />
            {state === 'RUNNING' && <HealthLabel health={health} />}
          </Space>
        }
        extra={<HeaderActions task={task} commands={commands} />}
      />
      {reason !== null && (
        <Alert
          className="reason-alert"
          type={state.endsWith('FAILED') ? 'error' : reason.code === 'THROTTLED' ? 'info' : 'warning'}
          showIcon
          role="alert"
          title={<ReasonView reason={reason} since={reason.code === 'THROTTLED' ? undefined : since} />}
          action={
            reason.code === 'RETENTION_GAP' && (
              <ActionButton
                refusal={commands.refusal(task, 'THROTTLE')}
                onClick={() => commands.acknowledgeGaps(task)}
              >
                {t('gap.acknowledge')}
              </ActionButton>
            )
          }
        />
      )}
      <TaskStats task={task} />
      <BasicInformation task={task} commands={commands} />
      <Card className="tabs-card">
        <Tabs
          activeKey={tab}
          onChange={(key) => void setTab(TABS.find((name) => name === key) ?? null)}
          destroyOnHidden
          items={[
            {
              key: 'monitoring',
              label: t('tab.monitoring'),
              children: <MonitoringPanel taskId={task.id} twoWay={task.direction === 'TWO_WAY'} />,
            },
            {
              key: 'streams',
              label: t('tab.streams'),
              children: (
                <StreamsPanel
                  taskId={task.id}
                  resetRefusal={commands.refusal(task, 'RESET_OFFSET')}
                  onReset={(stream) => commands.resetOffset(task, stream)}
                />
              ),
            },
            {
              key: 'metadata',
              label: t('tab.metadata'),
              children: (
                <Suspense fallback={<Skeleton active />}>
                  <MetadataPanel task={task} enabled={<MetadataText metadata={task.metadata} />} />
                </Suspense>
              ),
            },
            {
              key: 'progress',
              label: t('tab.progress'),
              children: (
                <Suspense fallback={<Skeleton active />}>
                  <ProgressPanel task={task} enabled={<ProgressText progress={task.progress} />} />
                </Suspense>
              ),
            },
            {
              key: 'failures',
              label: (
                <span>
                  {t('tab.failures')}{' '}
                  <Badge
                    count={task.failures.pending}
                    overflowCount={9_999}
                    title={t('failure.pending', { count: task.failures.pending })}
                  />
                </span>
              ),
              children: <FailuresPanel task={task} />,
            },
            { key: 'events', label: t('tab.events'), children: <EventsPanel taskId={task.id} /> },
            {
              key: 'yaml',
              label: t('yaml.tab'),
              children: (
                <Suspense fallback={<Skeleton active />}>
                  <YamlPanel task={task} />
                </Suspense>
              ),
            },
          ]}
        />
      </Card>
      {commands.dialog}
    </>
  );
}

function HeaderActions({ task, commands }: { task: TaskView; commands: TaskCommands }): ReactElement {
  const { t } = useTranslation();
  const pending = commands.pendingId === task.id;
  return (
    <Space wrap>
      <ActionButton
        type="primary"
        loading={pending && commands.refusal(task, 'START') === null}
        refusal={commands.refusal(task, 'START')}
        onClick={() => commands.start(task)}
      >
        {t('task.action.START')}
      </ActionButton>
      <ActionButton
        loading={pending && commands.refusal(task, 'STOP') === null}
        refusal={commands.refusal(task, 'STOP')}
        onClick={() => commands.stop(task)}
      >
        {t('task.action.STOP')}
      </ActionButton>
      <ActionButton
        refusal={commands.refusal(task, 'TEST_MESSAGE')}
        onClick={() => commands.testMessage(task)}
      >
        {t('task.action.TEST_MESSAGE')}
      </ActionButton>
      <ActionButton
        refusal={commands.refusal(task, 'RESET_OFFSET')}
        onClick={() => commands.resetOffset(task)}
      >
        {t('task.action.RESET_OFFSET')}
      </ActionButton>
      <MoreMenu task={task} commands={commands} without={['stop']} />
    </Space>
  );
}

function BasicInformation({ task, commands }: { task: TaskView; commands: TaskCommands }): ReactElement {
  const { t } = useTranslation();
  const clusters = useClusters();
  const nameOf = (id: string): string =>
    clusters.data?.items.find((cluster) => cluster.id === id)?.name ?? t('common.unknown');
  const refusal = commands.refusal(task, 'RENAME');
  return (
    <Card
      className="info-card"
      size="small"
      title={<h2>{t('task.basic')}</h2>}
      extra={
        refusal === null ? (
          <Button type="link" icon={<EditOutlined />} onClick={() => commands.edit(task)}>
            {t('common.edit')}
          </Button>
        ) : (
          <ActionButton type="link" icon={<EditOutlined />} refusal={refusal} onClick={() => undefined}>
            {t('common.edit')}
          </ActionButton>
        )
      }
    >
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2, xl: 3 }}
        items={[
          {
            key: 'clusters',
            label: t('task.clusters'),
            children: (
              <ClusterPair
                source={nameOf(task.sourceClusterId)}
                target={nameOf(task.targetClusterId)}
                direction={task.direction}
              />
            ),
          },
          { key: 'direction', label: t('task.direction'), children: t(`direction.${task.direction}`) },
          { key: 'level', label: t('task.level'), children: t(`level.${task.level}`) },
          { key: 'start', label: t('task.startFrom'), children: <StartText startFrom={task.startFrom} /> },
          {
            key: 'metadata',
            label: t('follow.metadata'),
            children: <MetadataText metadata={task.metadata} />,
          },
          {
            key: 'progress',
            label: t('follow.progress'),
            children: <ProgressText progress={task.progress} />,
          },
          {
            key: 'groups',
            label: t('follow.groupsLabel'),
            children: <GroupsText groups={task.groups} />,
          },
          {
            key: 'failurePolicy',
            label: t('task.failurePolicy'),
            children: <FailurePolicyText policy={task.failurePolicy} />,
          },
          {
            key: 'compression',
            label: t('task.compression'),
            children: t(`compression.${task.compression.type}`),
          },
          {
            key: 'throttle',
            label: t('throttle.title'),
            children: (
              <Space size={4}>
                <ThrottleText throttle={task.throttle} />
                <ActionButton
                  type="link"
                  size="small"
                  refusal={commands.refusal(task, 'THROTTLE')}
                  onClick={() => commands.throttle(task)}
                >
                  {t('throttle.edit')}
                </ActionButton>
              </Space>
            ),
          },
          { key: 'created', label: t('common.createdAt'), children: formatMoment(task.createdAt) },
          { key: 'updated', label: t('common.updatedAt'), children: formatMoment(task.updatedAt) },
          {
            key: 'fence',
            label: t('fence.label'),
            span: 'filled',
            children: <TaskFences task={task} clusters={clusters.data?.items ?? []} />,
          },
          {
            key: 'topics',
            label: t(task.level === 'CLUSTER' ? 'task.topics' : 'task.routes'),
            span: 'filled',
            children: <TopicsText level={task.level} topics={task.topics} routes={task.routes} />,
          },
        ]}
      />
    </Card>
  );
}
