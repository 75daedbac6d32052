import { useQueryClient } from '@tanstack/react-query';
import type { TaskView } from '@slipstream/shared';
import { Button, Card, Form, Steps } from 'antd';
import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { FieldError } from '../../../api/field-errors.js';
import { asProblemError } from '../../../api/problem-error.js';
import { ActionButton } from '../../../ui/action-button.js';
import { FormProblem } from '../../../ui/form-problem.js';
import { PREVIEW_KEY, useStartAnyway, type TaskPreview } from '../preview-api.js';
import { toTaskBody, WIZARD_STEPS, type TaskFormValues, type WizardStep } from '../task-form.js';
import { useCreateTask, useStartTask, useUpdateTask } from '../tasks-api.js';
import { ClustersStep } from './clusters-step.js';
import { HowStep } from './how-step.js';
import { LeaveGuard } from './leave-guard.js';
import { ReviewStep, type ReviewProps } from './review-step.js';
import { fieldNames, refusedFields, refusedFilters, stepsOf } from './server-errors.js';
import { focusFirstField, isEnterToGoOn } from './step-focus.js';
import { usePrecheckGate } from './use-precheck-gate.js';
import { useWizardStep } from './use-wizard-step.js';
import { WhatStep } from './what-step.js';
import './wizard.css';
import { useNotices } from '../../../ui/notices/notices.js';

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
  const { message } = useNotices();
  const navigate = useNavigate();
  const [form] = Form.useForm<TaskFormValues>();
  const { step, index, reached, goTo } = useWizardStep(task !== undefined);
  const [wrong, setWrong] = useState<readonly WizardStep[]>([]);
  const [acknowledged, setAcknowledged] = useState(false);
  const create = useCreateTask();
  const update = useUpdateTask(task?.id ?? '');
  const start = useStartTask();
  const startAnyway = useStartAnyway();
  const cancelTo = task === undefined ? '/tasks' : `/tasks/${task.id}`;
  const section = useRef<HTMLElement>(null);
  const isSaved = useRef(false);
  const { onPrecheck, mayGoOn } = usePrecheckGate();
  const error = create.error ?? update.error ?? start.error ?? startAnyway.error;
  const queries = useQueryClient();
  const [saving, setSaving] = useState(false);
  const values = useCallback((): TaskFormValues => form.getFieldsValue(true) as TaskFormValues, [form]);
  const isUnsaved = useCallback(() => !isSaved.current && form.isFieldsTouched(), [form]);

  useEffect(() => focusFirstField(section.current), [step]);

  /** Steps whose fields have an error now are marked. */
  const mark = useCallback((): void => {
    const names = form
      .getFieldsError()
      .filter(({ errors }) => errors.length > 0)
      .map(({ name }) => name);
    setWrong(stepsOf(names));
  }, [form]);

  const showAtFields = useCallback(
    (fields: readonly FieldError[]): WizardStep | undefined => {
      for (const { name, errors } of fields) form.setFields([{ name: name as ['name'], errors }]);
      mark();
      return stepsOf(fields.map(({ name }) => name))[0];
    },
    [form, mark],
  );

  const validate = async (wanted: WizardStep): Promise<boolean> => {
    const names = fieldNames(wanted, values()) as Parameters<typeof form.validateFields>[0];
    try {
      await form.validateFields(names);
      return true;
    } catch {
      const first = form.getFieldsError(names).find(({ errors }) => errors.length > 0);
      if (first !== undefined) form.scrollToField(first.name as ['name'], { block: 'center', focus: true });
      return false;
    } finally {
      mark();
    }
  };

  const next = async (): Promise<void> => {
    const following = WIZARD_STEPS[index + 1];
    if (following !== undefined && (await validate(step)) && (await mayGoOn(step))) goTo(following);
  };

  const jump = async (wanted: number): Promise<void> => {
    const target = WIZARD_STEPS[wanted];
    if (target === undefined || wanted > reached) return;
    if (wanted < index || (await validate(step))) goTo(target);
  };

  const submit = async (andStart: boolean): Promise<void> => {
    for (const candidate of WIZARD_STEPS) {
      if (await validate(candidate)) continue;
      goTo(candidate);
      return;
    }
    if (andStart && !(await mayGoOn('review'))) return;
    const body = { ...toTaskBody(values()), ...(acknowledged ? { acknowledgeWarnings: true } : {}) };
    setSaving(true);
    try {
      await queries.cancelQueries({ queryKey: PREVIEW_KEY });
      let saved = task === undefined ? await create.mutateAsync(body) : await update.mutateAsync(body);
      if (andStart && saved.allowedActions.includes('START'))
        saved = await (acknowledged ? startAnyway : start).mutateAsync(saved.id);
      isSaved.current = true;
      message.success(t(task === undefined ? 'wizard.created' : 'wizard.saved', { name: saved.name }));
      await navigate(`/tasks/${saved.id}`);
    } catch (problem) {
      setSaving(false);
      const first = showAtFields(refusedFields(asProblemError(problem), t));
      if (first !== undefined) goTo(first);
    }
  };

  const showFilters = useCallback(
    (preview: TaskPreview): void => void showAtFields(refusedFilters(preview, values())),
    [showAtFields, values],
  );

  return (
    <Card className="wizard">
      <LeaveGuard isUnsaved={isUnsaved} />
      <Steps
        current={index}
        onChange={(wanted) => void jump(wanted)}
        items={WIZARD_STEPS.map((name, position) => ({
          // Said to screen readers only: a line more would move what is under the pointer when it goes.
          title: (
            <>
              {t(`wizard.step.${name}`)}
              {wrong.includes(name) && <span className="visually-hidden"> {t('taskForm.stepWrong')}</span>}
            </>
          ),
          disabled: position > reached,
          ...(wrong.includes(name) ? { status: 'error' as const } : {}),
        }))}
      />
      <Form
        form={form}
        // Part of the fields' ids: the drawer that adds a cluster has a field `name` as well.
        name="task"
        layout="vertical"
        initialValues={initial}
        className="wizard-form"
        onFieldsChange={mark}
        onKeyDown={(event) => {
          // React tells of keys in drawers and dialogs as well, which stand elsewhere on the page.
          const isOurs = event.target instanceof Node && event.currentTarget.contains(event.target);
          if (step === 'review' || !isOurs || !isEnterToGoOn(event)) return;
          event.preventDefault();
          void next();
        }}
      >
        {WIZARD_STEPS.map((name) => {
          const Body = STEP_BODIES[name];
          return (
            <section
              key={name}
              ref={name === step ? section : undefined}
              hidden={name !== step}
              aria-label={t(`wizard.step.${name}`)}
            >
              <Body
                active={step === 'review'}
                saving={saving}
                taskId={task?.id}
                refused={error?.findings ?? []}
                acknowledged={acknowledged}
                onAcknowledge={setAcknowledged}
                onEdit={goTo}
                onPreview={showFilters}
                onPrecheck={onPrecheck}
              />
            </section>
          );
        })}
      </Form>
      {error !== null && (
        <div className="wizard-error">
          <FormProblem error={error} />
        </div>
      )}
      <div className="wizard-footer">
        <Button
          href={cancelTo}
          onClick={(event) => {
            event.preventDefault();
            void navigate(cancelTo);
          }}
        >
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
          <ActionButton type="primary" refusal={null} loading={saving} onClick={() => void submit(true)}>
            {t('wizard.createAndStart')}
          </ActionButton>
        )}
        {step === 'review' && task !== undefined && (
          <>
            <ActionButton refusal={null} loading={saving} onClick={() => void submit(false)}>
              {t('common.save')}
            </ActionButton>
            <ActionButton type="primary" refusal={null} loading={saving} onClick={() => void submit(true)}>
              {t('wizard.saveAndStart')}
            </ActionButton>
          </>
        )}
      </div>
    </Card>
  );
}
