import type { TaskView } from '@slipstream/shared';
import { Alert, Badge, Card, Skeleton, Space, Tabs } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from 'nuqs';
import { lazy, Suspense, useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { ActionButton } from '../../../ui/action-button.js';
import { HealthLabel } from '../../../ui/health-label.js';
import { PageHeader } from '../../../ui/page-header.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { ReasonView } from '../../../ui/reason-view.js';
import { StaleNotice } from '../../../ui/stale-notice.js';
import { StateTag } from '../../../ui/state-tag.js';
import { FirstMessageBanner } from '../../acts/index.js';
import { EventsPanel } from '../../events/index.js';
import { FailuresPanel } from '../../failures/index.js';
import { MonitoringPanel } from '../../metrics/index.js';
import { MetadataText, ProgressText } from '../spec-texts.js';
import { useTask } from '../tasks-api.js';
import { useTaskCommands } from '../use-task-commands.js';
import { BackfillBar } from './backfill-bar.js';
import { BasicInformation } from './basic-information.js';
import './detail.css';
import { HeaderActions } from './header-actions.js';
import { StreamsPanel } from './streams-panel.js';
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
  const setPlace = useQueryStates({ tab: parseAsString, event: parseAsString })[1];
  const openEvent = useCallback(
    (event: string) => void setPlace({ tab: 'events', event }, { history: 'push' }),
    [setPlace],
  );
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
            state === 'START_FAILED' ? (
              <ActionButton
                refusal={commands.refusal(task, 'THROTTLE')}
                onClick={() => commands.precheck(task)}
              >
                {t('task.precheck')}
              </ActionButton>
            ) : (
              reason.code === 'RETENTION_GAP' && (
                <ActionButton
                  refusal={commands.refusal(task, 'THROTTLE')}
                  onClick={() => commands.acknowledgeGaps(task)}
                >
                  {t('gap.acknowledge')}
                </ActionButton>
              )
            )
          }
        />
      )}
      <FirstMessageBanner
        task={task}
        testRefusal={commands.refusal(task, 'TEST_MESSAGE')}
        onTest={() => commands.testMessage(task)}
        onCharts={() => void setTab('monitoring')}
      />
      <TaskStats task={task} />
      <BackfillBar task={task} />
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
              children: (
                <MonitoringPanel
                  taskId={task.id}
                  twoWay={task.direction === 'TWO_WAY'}
                  createdAt={task.createdAt}
                  onEvent={openEvent}
                />
              ),
            },
            {
              key: 'streams',
              label: t('tab.streams'),
              children: (
                <StreamsPanel
                  taskId={task.id}
                  twoWay={task.direction === 'TWO_WAY'}
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
