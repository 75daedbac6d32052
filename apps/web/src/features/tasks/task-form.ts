import {
  DEFAULT_METADATA_SYNC,
  defaultProgressSync,
  type CompressionType,
  type FailurePolicy,
  type FailurePolicyType,
  type FilterType,
  type MetadataSync,
  type ProgressSync,
  type Route,
  type StartType,
  type TaskDirection,
  type TaskLevel,
  type TaskSpec,
  type TaskTag,
  type TaskView,
  type TopicSelection,
} from '@slipstream/shared';
import dayjs, { type Dayjs } from 'dayjs';
import type { FieldPath } from '../../api/field-errors.js';
import type { CreateTaskBody } from './tasks-api.js';
import { freeName } from './wizard/task-names.js';
import { toThrottle, type ThrottleValues } from './throttle-fields.js';

/** A route as the form holds it. */
export interface RouteValues {
  sourceTopic: string;
  /** Empty means "as at the source". */
  targetTopic: string;
  filter: { type: FilterType; expression?: string };
}

/** Include and exclude patterns as the form holds them. */
export interface PatternValues {
  include: string[];
  exclude: string[];
}

/** What the form of a task holds. */
export interface TaskFormValues {
  name: string;
  sourceClusterId?: string;
  targetClusterId?: string;
  level: TaskLevel;
  topics: PatternValues;
  routes: RouteValues[];
  direction: TaskDirection;
  startFrom: { type: StartType; timestamp?: Dayjs };
  failurePolicy: { type: FailurePolicyType; deadLetterTopic?: string };
  throttle: ThrottleValues;
  compression: { type: CompressionType };
  /** Both empty: no tag. */
  tag: TaskTag;
  metadata: MetadataSync;
  progress: ProgressSync;
  groups: PatternValues;
}

/** Steps of the wizard. */
export const WIZARD_STEPS = ['clusters', 'what', 'how', 'review'] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

/** Fields of each step; `*` stands for any index. */
export const STEP_FIELDS: Readonly<Record<WizardStep, readonly FieldPath[]>> = {
  clusters: [['name'], ['sourceClusterId'], ['targetClusterId']],
  what: [
    ['level'],
    ['topics', 'include'],
    ['topics', 'exclude'],
    ['routes'],
    ['routes', '*', 'sourceTopic'],
    ['routes', '*', 'targetTopic'],
    ['routes', '*', 'filter', 'type'],
    ['routes', '*', 'filter', 'expression'],
  ],
  how: [
    ['direction'],
    ['startFrom', 'type'],
    ['startFrom', 'timestamp'],
    ['failurePolicy', 'type'],
    ['failurePolicy', 'deadLetterTopic'],
    ['throttle', 'messagesPerSecond'],
    ['throttle', 'bytesPerSecond'],
    ['compression', 'type'],
    ['tag', 'key'],
    ['tag', 'value'],
    ['metadata', 'topics'],
    ['metadata', 'groups'],
    ['metadata', 'accounts'],
    ['metadata', 'propagateDeletes'],
    ['progress', 'toTarget'],
    ['progress', 'toSource'],
    ['groups', 'include'],
    ['groups', 'exclude'],
  ],
  review: [],
};

/** All fields of the form, for the errors of a problem document. */
export const TASK_FIELDS: readonly FieldPath[] = WIZARD_STEPS.flatMap((step) => STEP_FIELDS[step]);

/** The step that shows a field; null for one that no step has. */
export function stepOfField(path: FieldPath): WizardStep | null {
  return WIZARD_STEPS.find((step) => STEP_FIELDS[step].some((field) => field[0] === path[0])) ?? null;
}

/** Values of a new task. */
export function emptyTask(): TaskFormValues {
  return {
    name: '',
    level: 'CLUSTER',
    topics: { include: [], exclude: [] },
    routes: [emptyRoute()],
    direction: 'ONE_WAY',
    startFrom: { type: 'LATEST' },
    failurePolicy: { type: 'BLOCK' },
    throttle: {},
    compression: { type: 'NONE' },
    tag: { ...NO_TAG },
    metadata: { ...DEFAULT_METADATA_SYNC },
    progress: defaultProgressSync('ONE_WAY'),
    groups: { include: [], exclude: [] },
  };
}

const NO_TAG: TaskTag = { key: '', value: '' };

/** A route to fill in. */
export function emptyRoute(): RouteValues {
  return { sourceTopic: '', targetTopic: '', filter: { type: 'NONE' } };
}

/** The form of an existing task. */
export function toTaskForm(task: TaskView): TaskFormValues {
  const { type, timestamp } = task.startFrom;
  return {
    name: task.name,
    sourceClusterId: task.sourceClusterId,
    targetClusterId: task.targetClusterId,
    level: task.level,
    topics: toPatternValues(task.topics),
    routes:
      task.routes.length === 0
        ? [emptyRoute()]
        : task.routes.map((route) => ({ ...route, filter: { ...route.filter } })),
    direction: task.direction,
    startFrom: timestamp === undefined ? { type } : { type, timestamp: dayjs(timestamp) },
    failurePolicy: { ...task.failurePolicy },
    throttle: { ...task.throttle },
    compression: { ...task.compression },
    tag: { ...(task.tag ?? NO_TAG) },
    metadata: { ...task.metadata },
    progress: { ...task.progress },
    groups: toPatternValues(task.groups),
  };
}

/** The form of a new task made after another: everything but the name, which has to be unique. */
export function toCloneForm(task: TaskView, taken: ReadonlySet<string>): TaskFormValues {
  return { ...toTaskForm(task), name: freeName(`${task.name}-copy`, taken) };
}

/**
 * The form of a task that copies the other way, for what is new from now on. The tag stays behind, since its value tells where copies
 * come from, and so does the dead-letter topic, which is one of the other cluster. Progress follows unless the first task carries it
 * home itself.
 */
export function toReverseForm(task: TaskView, taken: ReadonlySet<string>): TaskFormValues {
  const form = toTaskForm(task);
  return {
    ...form,
    name: freeName(`${task.name}-reverse`, taken),
    sourceClusterId: task.targetClusterId,
    targetClusterId: task.sourceClusterId,
    direction: 'ONE_WAY',
    routes: form.routes.map(({ sourceTopic, targetTopic, filter }) => ({
      sourceTopic: targetTopic,
      targetTopic: sourceTopic,
      filter,
    })),
    startFrom: { type: 'LATEST' },
    failurePolicy: { type: task.failurePolicy.type },
    tag: { ...NO_TAG },
    progress: { toTarget: !task.progress.toSource, toSource: false },
  };
}

/** What the form asks for; what the chosen level or position has no use for is empty. */
export function toTaskSpec(values: TaskFormValues): TaskSpec {
  const { type, timestamp } = values.startFrom;
  return {
    name: values.name.trim(),
    direction: values.direction,
    level: values.level,
    sourceClusterId: values.sourceClusterId ?? '',
    targetClusterId: values.targetClusterId ?? '',
    startFrom:
      type === 'TIMESTAMP' && timestamp !== undefined ? { type, timestamp: timestamp.valueOf() } : { type },
    topics: values.level === 'CLUSTER' ? toSelection(values.topics) : {},
    routes: values.level === 'TOPIC' ? values.routes.map(toRoute) : [],
    failurePolicy: toFailurePolicy(values.failurePolicy),
    throttle: toThrottle(values.throttle),
    compression: { type: values.compression.type },
    tag: toTag(values.tag),
    metadata: values.metadata,
    progress: values.progress,
    groups: toSelection(values.groups),
  };
}

/** The request body: topics or routes, as the level wants. */
export function toTaskBody(values: TaskFormValues): CreateTaskBody {
  const { topics, routes, ...rest } = toTaskSpec(values);
  return values.level === 'TOPIC' ? { ...rest, routes } : { ...rest, topics };
}

function toFailurePolicy({ type, deadLetterTopic }: TaskFormValues['failurePolicy']): FailurePolicy {
  const topic = type === 'RECORD' ? (deadLetterTopic ?? '').trim() : '';
  return topic === '' ? { type } : { type, deadLetterTopic: topic };
}

function toTag({ key, value }: TaskTag): TaskTag | null {
  return (key ?? '').trim() === '' ? null : { key: key.trim(), value: value ?? '' };
}

function toPatternValues({ include, exclude }: TopicSelection): PatternValues {
  return { include: [...(include ?? [])], exclude: [...(exclude ?? [])] };
}

function toSelection({ include, exclude }: PatternValues): TopicSelection {
  return { ...nonEmpty('include', include), ...nonEmpty('exclude', exclude) };
}

function toRoute(values: RouteValues): Route {
  const sourceTopic = values.sourceTopic.trim();
  const targetTopic = (values.targetTopic ?? '').trim();
  const { type, expression } = values.filter;
  return {
    sourceTopic,
    targetTopic: targetTopic === '' ? sourceTopic : targetTopic,
    filter: type === 'NONE' ? { type } : { type, expression: (expression ?? '').trim() },
  };
}

function nonEmpty(
  key: 'include' | 'exclude',
  patterns: readonly string[],
): Partial<Record<'include' | 'exclude', string[]>> {
  return patterns.length === 0 ? {} : { [key]: [...patterns] };
}
