import { EditOutlined } from '@ant-design/icons';
import type { PathFinding, TaskSpec } from '@slipstream/shared';
import { Alert, Button, Descriptions, Form } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Precheck } from '../../precheck/index.js';
import { PathFindings } from '../path-findings.js';
import type { TaskPreview } from '../preview-api.js';
import { toTaskBody, toTaskSpec, type TaskFormValues, type WizardStep } from '../task-form.js';
import { useTaskSettings, type TaskSettings } from '../task-settings.js';
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

/** Which settings each step asks for. */
const PARTS: readonly { step: WizardStep; names: readonly (keyof TaskSettings)[] }[] = [
  { step: 'clusters', names: ['clusters'] },
  { step: 'what', names: ['level', 'topics'] },
  {
    step: 'how',
    names: [
      'direction',
      'start',
      'metadata',
      'progress',
      'groups',
      'tag',
      'failurePolicy',
      'throttle',
      'compression',
    ],
  },
];

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
      <Summary spec={toTaskSpec(values)} onEdit={props.onEdit} />
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
function Summary({ spec, onEdit }: { spec: TaskSpec; onEdit: (step: WizardStep) => void }): ReactElement {
  const { t } = useTranslation();
  const settings = useTaskSettings(spec);
  return (
    <div className="review-parts">
      {PARTS.map(({ step, names }) => (
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
          items={[
            ...(step === 'clusters'
              ? [{ key: 'name', label: t('task.name'), children: <strong>{spec.name}</strong> }]
              : []),
            ...names.map((name) => settings[name]),
          ]}
        />
      ))}
    </div>
  );
}
