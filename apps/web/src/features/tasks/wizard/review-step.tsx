import type { PathFinding } from '@slipstream/shared';
import { Alert, Descriptions, Form } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusters } from '../../clusters/index.js';
import { ClusterPair } from '../cluster-pair.js';
import { toTaskBody, type TaskFormValues } from '../task-form.js';
import {
  FailurePolicyText,
  GroupsText,
  MetadataText,
  ProgressText,
  StartText,
  ThrottleText,
  TopicsText,
} from '../spec-texts.js';
import { PathFindings } from '../path-findings.js';
import { PreviewPanel } from './preview-panel.js';

/** What the last step needs of the wizard. */
export interface ReviewProps {
  /** The step is the one that is seen. */
  active: boolean;
  /** Of the task that is edited. */
  taskId: string | undefined;
  /** What the API has refused the task for. */
  refused: readonly PathFinding[];
  acknowledged: boolean;
  onAcknowledge: (acknowledged: boolean) => void;
}

/** Step 4: everything at one look, before it is made. */
export function ReviewStep({
  active,
  taskId,
  refused,
  acknowledged,
  onAcknowledge,
}: ReviewProps): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const watched = Form.useWatch((values: TaskFormValues) => values, form);
  const clusters = useClusters();
  if (watched === undefined) return <div />;
  const values = form.getFieldsValue(true) as TaskFormValues;
  const body = toTaskBody(values);
  const nameOf = (id: string | undefined): string =>
    clusters.data?.items.find((cluster) => cluster.id === id)?.name ?? t('common.unknown');
  return (
    <>
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          { key: 'name', label: t('task.name'), children: values.name },
          {
            key: 'clusters',
            label: t('task.clusters'),
            children: (
              <ClusterPair
                source={nameOf(values.sourceClusterId)}
                target={nameOf(values.targetClusterId)}
                direction={values.direction}
              />
            ),
          },
          { key: 'direction', label: t('task.direction'), children: t(`direction.${values.direction}`) },
          { key: 'level', label: t('task.level'), children: t(`level.${values.level}`) },
          {
            key: 'topics',
            label: t(values.level === 'CLUSTER' ? 'task.topics' : 'task.routes'),
            children: (
              <TopicsText level={values.level} topics={body.topics ?? {}} routes={body.routes ?? []} />
            ),
          },
          {
            key: 'start',
            label: t('task.startFrom'),
            children: <StartText startFrom={toStart(body.startFrom)} />,
          },
          {
            key: 'metadata',
            label: t('follow.metadata'),
            children: <MetadataText metadata={values.metadata} />,
          },
          {
            key: 'progress',
            label: t('follow.progress'),
            children: <ProgressText progress={values.progress} />,
          },
          {
            key: 'groups',
            label: t('follow.groupsLabel'),
            children: <GroupsText groups={body.groups ?? {}} />,
          },
          {
            key: 'failurePolicy',
            label: t('task.failurePolicy'),
            children: <FailurePolicyText policy={body.failurePolicy ?? { type: 'BLOCK' }} />,
          },
          {
            key: 'throttle',
            label: t('throttle.title'),
            children: <ThrottleText throttle={body.throttle ?? {}} />,
          },
          {
            key: 'compression',
            label: t('task.compression'),
            children: t(`compression.${values.compression.type}`),
          },
        ]}
      />
      <PreviewPanel body={active ? body : null} taskId={taskId}>
        {(findings) => (
          <PathFindings
            findings={refused.length > 0 ? refused : findings}
            acknowledged={acknowledged}
            onAcknowledge={onAcknowledge}
          />
        )}
      </PreviewPanel>
      <Alert type="success" showIcon className="step-note" title={t('wizard.whatHappens')} />
    </>
  );
}

function toStart(start: ReturnType<typeof toTaskBody>['startFrom']): {
  type: typeof start.type;
  timestamp?: number;
} {
  return start.timestamp === undefined
    ? { type: start.type }
    : { type: start.type, timestamp: Number(start.timestamp) };
}
