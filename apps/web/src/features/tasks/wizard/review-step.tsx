import { EditOutlined } from '@ant-design/icons';
import type { PathFinding } from '@slipstream/shared';
import { Alert, Button, Descriptions, Form, type DescriptionsProps } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusters } from '../../clusters/index.js';
import { Precheck } from '../../precheck/index.js';
import { ClusterPair } from '../cluster-pair.js';
import { PathFindings } from '../path-findings.js';
import type { TaskPreview } from '../preview-api.js';
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
import { toTaskBody, type TaskFormValues, type WizardStep } from '../task-form.js';
import type { CreateTaskBody } from '../tasks-api.js';
import { PreviewPanel } from './preview-panel.js';
import type { PrecheckGate } from './use-precheck-gate.js';

/** What the last step needs of the wizard. */
export interface ReviewProps {
  /** The step is the one that is seen. */
  active: boolean;
  /** It is being saved: what only looks ahead comes too late. */
  saving: boolean;
  /** Of the task that is edited. */
  taskId: string | undefined;
  /** What the API has refused the task for. */
  refused: readonly PathFinding[];
  acknowledged: boolean;
  onAcknowledge: (acknowledged: boolean) => void;
  onEdit: (step: WizardStep) => void;
  onPreview: (preview: TaskPreview) => void;
  onPrecheck: PrecheckGate['onPrecheck'];
}

type Part = { step: WizardStep; items: NonNullable<DescriptionsProps['items']> };

/** Step 4: everything at one look, before it is made. */
export function ReviewStep(props: ReviewProps): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const watched = Form.useWatch((values: TaskFormValues) => values, form);
  if (watched === undefined || !props.active) return <div />;
  const values = form.getFieldsValue(true) as TaskFormValues;
  const body = toTaskBody(values);
  return (
    <>
      <Summary values={values} body={body} onEdit={props.onEdit} />
      <Precheck
        input={props.taskId === undefined ? { task: body } : { task: body, taskId: props.taskId }}
        auto={!props.saving}
        onResult={(worst) => props.onPrecheck('review', worst)}
      />
      <PreviewPanel body={body} taskId={props.taskId} saving={props.saving} onPreview={props.onPreview}>
        {(findings) => (
          <PathFindings
            findings={props.refused.length > 0 ? props.refused : findings}
            acknowledged={props.acknowledged}
            onAcknowledge={props.onAcknowledge}
          />
        )}
      </PreviewPanel>
      <Alert type="success" showIcon className="step-note" title={t('wizard.whatHappens')} />
    </>
  );
}

/** What was entered, part by part; each leads back to its step. */
function Summary({
  values,
  body,
  onEdit,
}: {
  values: TaskFormValues;
  body: CreateTaskBody;
  onEdit: (step: WizardStep) => void;
}): ReactElement {
  const { t } = useTranslation();
  const clusters = useClusters();
  const nameOf = (id: string | undefined): string =>
    clusters.data?.items.find((cluster) => cluster.id === id)?.name ?? t('common.unknown');
  const parts: Part[] = [
    {
      step: 'clusters',
      items: [
        { key: 'name', label: t('task.name'), children: <strong>{values.name}</strong> },
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
      ],
    },
    {
      step: 'what',
      items: [
        { key: 'level', label: t('task.level'), children: t(`level.${values.level}`) },
        {
          key: 'topics',
          label: t(values.level === 'CLUSTER' ? 'task.topics' : 'task.routes'),
          children: <TopicsText level={values.level} topics={body.topics ?? {}} routes={body.routes ?? []} />,
        },
      ],
    },
    {
      step: 'how',
      items: [
        { key: 'direction', label: t('task.direction'), children: t(`direction.${values.direction}`) },
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
        { key: 'tag', label: t('tag.label'), children: <TagText tag={body.tag ?? null} /> },
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
      ],
    },
  ];
  return (
    <div className="review-parts">
      {parts.map(({ step, items }) => (
        <Descriptions
          key={step}
          size="small"
          column={{ xs: 1, md: step === 'how' ? 2 : 1 }}
          title={t(`wizard.step.${step}`)}
          extra={
            <Button
              type="link"
              size="small"
              icon={<EditOutlined />}
              aria-label={t('taskForm.editPart', { part: t(`wizard.step.${step}`) })}
              onClick={() => onEdit(step)}
            >
              {t('task.action.EDIT')}
            </Button>
          }
          items={items}
        />
      ))}
    </div>
  );
}

function toStart(start: CreateTaskBody['startFrom']): { type: typeof start.type; timestamp?: number } {
  return start.timestamp === undefined
    ? { type: start.type }
    : { type: start.type, timestamp: Number(start.timestamp) };
}
