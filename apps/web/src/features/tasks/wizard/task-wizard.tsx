import type { TaskView } from '@slipstream/shared';
import { App, Button, Card, Form, Steps } from 'antd';
import type { TFunction } from 'i18next';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { toFieldErrors, type FieldError } from '../../../api/field-errors.js';
import type { ProblemError } from '../../../api/problem-error.js';
import { ProblemAlert } from '../../../ui/problem-view.js';
import {
  stepOfField,
  STEP_FIELDS,
  TASK_FIELDS,
  toTaskBody,
  WIZARD_STEPS,
  type TaskFormValues,
  type WizardStep,
} from '../task-form.js';
import { useStartAnyway } from '../preview-api.js';
import { useCreateTask, useStartTask, useUpdateTask } from '../tasks-api.js';
import { ClustersStep } from './clusters-step.js';
import { HowStep } from './how-step.js';
import { ReviewStep, type ReviewProps } from './review-step.js';
import { WhatStep } from './what-step.js';

interface Props {
  initial: TaskFormValues;
  /** The task to edit; undefined to create one. */
  task: TaskView | undefined;
}

const STEP_BODIES: Readonly<Record<WizardStep, (props: ReviewProps) => ReactElement>> = {
  clusters: ClustersStep,
  what: WhatStep,
  how: HowStep,
  review: ReviewStep,
};

/** The form of a task in four steps (W-02). All steps stay mounted, so that values and errors survive going back. */
export function TaskWizard({ initial, task }: Props): ReactElement {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<TaskFormValues>();
  const [step, setStep] = useState<WizardStep>('clusters');
  const [visited, setVisited] = useState(task === undefined ? 0 : WIZARD_STEPS.length - 1);
  const [acknowledged, setAcknowledged] = useState(false);
  const create = useCreateTask();
  const update = useUpdateTask(task?.id ?? '');
  const start = useStartTask();
  const startAnyway = useStartAnyway();
  const index = WIZARD_STEPS.indexOf(step);
  const error = create.error ?? update.error ?? start.error ?? startAnyway.error;
  const pending = [create, update, start, startAnyway].some((mutation) => mutation.isPending);

  const goTo = (next: WizardStep): void => {
    setStep(next);
    setVisited((before) => Math.max(before, WIZARD_STEPS.indexOf(next)));
  };

  const validate = async (wanted: WizardStep): Promise<boolean> => {
    const names = fieldNames(wanted, form.getFieldsValue(true) as TaskFormValues);
    try {
      await form.validateFields(names as Parameters<typeof form.validateFields>[0]);
      return true;
    } catch {
      return false;
    }
  };

  const next = async (): Promise<void> => {
    const following = WIZARD_STEPS[index + 1];
    if (following !== undefined && (await validate(step))) goTo(following);
  };

  const jump = async (wanted: number): Promise<void> => {
    const target = WIZARD_STEPS[wanted];
    if (target === undefined || wanted > visited) return;
    if (wanted < index || (await validate(step))) goTo(target);
  };

  const showAtFields = (problem: ProblemError): void => {
    const { fields } = toFieldErrors(problem.fields, TASK_FIELDS);
    const all = [...fields, ...fieldsOfCode(problem, t)];
    for (const field of all) form.setFields([{ name: field.name as ['name'], errors: field.errors }]);
    const steps = all.map((field) => stepOfField(field.name)).filter((found) => found !== null);
    const first = WIZARD_STEPS.find((candidate) => steps.includes(candidate));
    if (first !== undefined) setStep(first);
  };

  const submit = async (andStart: boolean): Promise<void> => {
    for (const candidate of WIZARD_STEPS) {
      if (await validate(candidate)) continue;
      setStep(candidate);
      return;
    }
    const body = {
      ...toTaskBody(form.getFieldsValue(true) as TaskFormValues),
      ...(acknowledged ? { acknowledgeWarnings: true } : {}),
    };
    try {
      let saved = task === undefined ? await create.mutateAsync(body) : await update.mutateAsync(body);
      if (andStart && saved.allowedActions.includes('START'))
        saved = await (acknowledged ? startAnyway : start).mutateAsync(saved.id);
      void message.success(t(task === undefined ? 'wizard.created' : 'wizard.saved', { name: saved.name }));
      await navigate(`/tasks/${saved.id}`);
    } catch (problem) {
      showAtFields(problem as ProblemError);
    }
  };

  return (
    <Card className="wizard">
      <Steps
        current={index}
        onChange={(wanted) => void jump(wanted)}
        items={WIZARD_STEPS.map((name, position) => ({
          title: t(`wizard.step.${name}`),
          disabled: position > visited,
        }))}
      />
      <Form form={form} layout="vertical" initialValues={initial} className="wizard-form" scrollToFirstError>
        {WIZARD_STEPS.map((name) => {
          const Body = STEP_BODIES[name];
          return (
            <section key={name} hidden={name !== step} aria-label={t(`wizard.step.${name}`)}>
              <Body
                active={step === 'review'}
                taskId={task?.id}
                refused={error?.findings ?? []}
                acknowledged={acknowledged}
                onAcknowledge={setAcknowledged}
              />
            </section>
          );
        })}
      </Form>
      {error !== null && (
        <div className="wizard-error">
          <ProblemAlert error={error}>
            {error.fields.length > 0 && (
              <ul>
                {error.fields.map((field) => (
                  <li key={field.path}>
                    <code>{field.path}</code> {field.message}
                  </li>
                ))}
              </ul>
            )}
          </ProblemAlert>
        </div>
      )}
      <div className="wizard-footer">
        <Button onClick={() => void navigate(task === undefined ? '/tasks' : `/tasks/${task.id}`)}>
          {t('common.cancel')}
        </Button>
        <span className="spacer" />
        {index > 0 && (
          <Button onClick={() => goTo(WIZARD_STEPS[index - 1] ?? 'clusters')}>{t('wizard.back')}</Button>
        )}
        {step !== 'review' && (
          <Button type="primary" onClick={() => void next()}>
            {t('wizard.next')}
          </Button>
        )}
        {step === 'review' && task === undefined && (
          <Button type="primary" loading={pending} onClick={() => void submit(true)}>
            {t('wizard.createAndStart')}
          </Button>
        )}
        {step === 'review' && task !== undefined && (
          <>
            <Button loading={pending} onClick={() => void submit(false)}>
              {t('common.save')}
            </Button>
            <Button type="primary" loading={pending} onClick={() => void submit(true)}>
              {t('wizard.saveAndStart')}
            </Button>
          </>
        )}
      </div>
    </Card>
  );
}

function fieldNames(step: WizardStep, values: TaskFormValues): (string | number)[][] {
  const usedHere = STEP_FIELDS[step].filter(
    (field) => field[0] !== (values.level === 'TOPIC' ? 'topics' : 'routes'),
  );
  return usedHere.flatMap((field) =>
    field.includes('*')
      ? values.routes.map((_route, index) => field.map((part) => (part === '*' ? index : part)))
      : [[...field]],
  );
}

function fieldsOfCode(problem: ProblemError, t: TFunction): FieldError[] {
  switch (problem.code) {
    case 'NAME_TAKEN':
      return [{ name: ['name'], errors: [t('problem.NAME_TAKEN.title')] }];
    case 'SAME_CLUSTER':
      return [{ name: ['targetClusterId'], errors: [t('problem.SAME_CLUSTER.title')] }];
    case 'DUPLICATE_ROUTE':
      return problem.fields.length > 0
        ? []
        : [{ name: ['routes', 0, 'targetTopic'], errors: [t('problem.DUPLICATE_ROUTE.title')] }];
    default:
      return [];
  }
}
