import type { TFunction } from 'i18next';
import { toFieldErrors, type FieldError, type FieldPath } from '../../../api/field-errors.js';
import type { ProblemError } from '../../../api/problem-error.js';
import type { TaskPreview } from '../preview-api.js';
import {
  STEP_FIELDS,
  stepOfField,
  TASK_FIELDS,
  toTaskBody,
  WIZARD_STEPS,
  type TaskFormValues,
  type WizardStep,
} from '../task-form.js';

/** Names of a step's fields as the form has them now: those of the other level are not asked for. */
export function fieldNames(step: WizardStep, values: TaskFormValues): (string | number)[][] {
  const usedHere = STEP_FIELDS[step].filter(
    (field) => field[0] !== (values.level === 'TOPIC' ? 'topics' : 'routes'),
  );
  return usedHere.flatMap((field) =>
    field.includes('*')
      ? values.routes.map((_route, index) => field.map((part) => (part === '*' ? index : part)))
      : [[...field]],
  );
}

/** What a refused request says of the form's fields, in the user's language. */
export function refusedFields(problem: ProblemError, t: TFunction): FieldError[] {
  const { fields } = toFieldErrors(problem.fields, TASK_FIELDS);
  const named = new Set(fields.map(({ name }) => name.join('.')));
  return [...fields, ...fieldsOfCode(problem, t).filter(({ name }) => !named.has(name.join('.')))];
}

/** What the source brokers say against filters, at the expressions' fields. */
export function refusedFilters(preview: TaskPreview, values: TaskFormValues): FieldError[] {
  const forward = preview.flows.find(({ direction }) => direction === 'forward');
  if (values.level !== 'TOPIC' || forward === undefined) return [];
  const routes = toTaskBody(values).routes ?? [];
  return forward.items.flatMap(({ sourceTopic, targetTopic, filterError }) => {
    if (filterError === undefined) return [];
    const row = routes.findIndex(
      (route) => route.sourceTopic === sourceTopic && route.targetTopic === targetTopic,
    );
    return row === -1 ? [] : [{ name: ['routes', row, 'filter', 'expression'], errors: [filterError] }];
  });
}

/** The steps that these fields are on, first one first. */
export function stepsOf(names: readonly FieldPath[]): WizardStep[] {
  const steps = new Set(names.map(stepOfField));
  return WIZARD_STEPS.filter((step) => steps.has(step));
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
