import type { TaskSpec } from '@slipstream/shared';
import type { DescriptionsProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useClusterName } from '../clusters/index.js';
import { ClusterPair } from './cluster-pair.js';
import {
  FailurePolicyText,
  GroupsText,
  MetadataText,
  ProgressText,
  StartText,
  TagText,
  ThrottleText,
  TopicsText,
} from './spec-texts.js';

/** A setting of a task as a list of descriptions shows it. */
export type TaskSetting = NonNullable<DescriptionsProps['items']>[number];

/** Settings of a task by name. */
export type TaskSettings = Readonly<
  Record<
    | 'clusters'
    | 'direction'
    | 'level'
    | 'topics'
    | 'start'
    | 'metadata'
    | 'progress'
    | 'groups'
    | 'tag'
    | 'failurePolicy'
    | 'throttle'
    | 'compression',
    TaskSetting
  >
>;

/** What a task is to do, setting by setting with label and words, whether it is saved or still in the form. */
export function useTaskSettings(spec: Omit<TaskSpec, 'name'>): TaskSettings {
  const { t } = useTranslation();
  const nameOf = useClusterName();
  return {
    clusters: {
      key: 'clusters',
      label: t('task.clusters'),
      children: (
        <ClusterPair
          source={nameOf(spec.sourceClusterId)}
          target={nameOf(spec.targetClusterId)}
          direction={spec.direction}
        />
      ),
    },
    direction: { key: 'direction', label: t('task.direction'), children: t(`direction.${spec.direction}`) },
    level: { key: 'level', label: t('task.level'), children: t(`level.${spec.level}`) },
    topics: {
      key: 'topics',
      label: t(spec.level === 'CLUSTER' ? 'task.topics' : 'task.routes'),
      children: <TopicsText level={spec.level} topics={spec.topics} routes={spec.routes} />,
    },
    start: { key: 'start', label: t('task.startFrom'), children: <StartText startFrom={spec.startFrom} /> },
    metadata: {
      key: 'metadata',
      label: t('follow.metadata'),
      children: <MetadataText metadata={spec.metadata} />,
    },
    progress: {
      key: 'progress',
      label: t('follow.progress'),
      children: <ProgressText progress={spec.progress} />,
    },
    groups: {
      key: 'groups',
      label: t('follow.groupsLabel'),
      children: <GroupsText groups={spec.groups} />,
    },
    tag: { key: 'tag', label: t('tag.label'), children: <TagText tag={spec.tag} /> },
    failurePolicy: {
      key: 'failurePolicy',
      label: t('task.failurePolicy'),
      children: <FailurePolicyText policy={spec.failurePolicy} />,
    },
    throttle: {
      key: 'throttle',
      label: t('throttle.title'),
      children: <ThrottleText throttle={spec.throttle} />,
    },
    compression: {
      key: 'compression',
      label: t('task.compression'),
      children: t(`compression.${spec.compression.type}`),
    },
  };
}
