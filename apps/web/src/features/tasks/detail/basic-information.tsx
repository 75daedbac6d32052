import { DownOutlined, EditOutlined, UpOutlined } from '@ant-design/icons';
import type { TaskView } from '@slipstream/shared';
import { Button, Descriptions, Space } from 'antd';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.js';
import { formatMoment } from '../../../ui/format.js';
import { useClusters } from '../../clusters/index.js';
import { ClusterPair } from '../cluster-pair.js';
import {
  FailurePolicyText,
  GroupsText,
  MetadataText,
  ProgressText,
  StartText,
  TagText,
  ThrottleText,
  TopicsText,
} from '../spec-texts.js';
import type { TaskCommands } from '../use-task-commands.js';
import { TaskFences } from './task-fences.js';

/** What a task is to do: a line that tells the most of it, and all of it when it is unfolded. The address keeps that. */
export function BasicInformation({
  task,
  commands,
}: {
  task: TaskView;
  commands: TaskCommands;
}): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useQueryState('info', parseAsBoolean.withDefault(false));
  const body = useId();
  const clusters = useClusters();
  const nameOf = (id: string): string =>
    clusters.data?.items.find((cluster) => cluster.id === id)?.name ?? t('common.unknown');
  const refusal = commands.refusal(task, 'RENAME');
  const pair = (
    <ClusterPair
      source={nameOf(task.sourceClusterId)}
      target={nameOf(task.targetClusterId)}
      direction={task.direction}
    />
  );
  return (
    <section className="basic" aria-label={t('task.basic')}>
      <div className="basic-head">
        <h2>
          <Button
            type="text"
            size="small"
            aria-expanded={open}
            aria-controls={body}
            icon={open ? <UpOutlined /> : <DownOutlined />}
            onClick={() => void setOpen(!open)}
          >
            {t('task.basic')}
          </Button>
        </h2>
        {!open && (
          <span className="basic-line">
            {pair}
            <span>{t(`level.${task.level}`)}</span>
            <span>
              {t('task.startFrom')}: <StartText startFrom={task.startFrom} />
            </span>
            <span>
              {t('throttle.title')}: <ThrottleText throttle={task.throttle} />
            </span>
          </span>
        )}
        <span className="spacer" />
        <Space size={0}>
          <ActionButton
            type="link"
            size="small"
            refusal={commands.refusal(task, 'THROTTLE')}
            onClick={() => commands.throttle(task)}
          >
            {t('throttle.edit')}
          </ActionButton>
          {refusal === null ? (
            <Button type="link" size="small" icon={<EditOutlined />} onClick={() => commands.edit(task)}>
              {t('common.edit')}
            </Button>
          ) : (
            <ActionButton
              type="link"
              size="small"
              icon={<EditOutlined />}
              refusal={refusal}
              onClick={() => undefined}
            >
              {t('common.edit')}
            </ActionButton>
          )}
        </Space>
      </div>
      <div id={body} hidden={!open} className="basic-body">
        <Descriptions
          size="small"
          column={{ xs: 1, lg: 2, xl: 3 }}
          items={[
            {
              key: 'clusters',
              label: t('task.clusters'),
              children: pair,
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
            { key: 'tag', label: t('tag.label'), children: <TagText tag={task.tag} /> },
            {
              key: 'throttle',
              label: t('throttle.title'),
              children: <ThrottleText throttle={task.throttle} />,
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
      </div>
    </section>
  );
}
