import { isSystemTopic, type FieldProblem, type TaskSpec } from '@slipstream/shared';
import { compileTopicSelection } from '@slipstream/shared/topic-selection';

const PATH = 'failurePolicy.deadLetterTopic';

/**
 * What is wrong with a task's failure policy: a dead-letter topic that the task copies into would mix what was refused with
 * what was copied, and a two-way task would carry it home.
 */
export function failurePolicyProblems(spec: TaskSpec): FieldProblem[] {
  const { type, deadLetterTopic: topic } = spec.failurePolicy;
  if (topic === undefined) return [];
  if (type !== 'RECORD')
    return [
      {
        path: PATH,
        message: 'is given only when failurePolicy.type is RECORD',
        rule: 'DEAD_LETTER_UNUSED',
      },
    ];
  if (isSystemTopic(topic, NO_NAMES))
    return [{ path: PATH, message: 'is a system topic; name one of your own', rule: 'DEAD_LETTER_SYSTEM' }];
  if (spec.level === 'TOPIC')
    return writtenTopics(spec).has(topic)
      ? [
          {
            path: PATH,
            message: 'is a topic that this task copies into; name another one',
            rule: 'DEAD_LETTER_COPIED',
          },
        ]
      : [];
  return compileTopicSelection(spec.topics)(topic)
    ? [
        {
          path: PATH,
          message: 'is a topic that this task copies; add it to topics.exclude or name another one',
          rule: 'DEAD_LETTER_COPIED',
        },
      ]
    : [];
}

/** Topics that the flows of a topic-level task write to, at either cluster. */
function writtenTopics({ direction, routes }: TaskSpec): ReadonlySet<string> {
  return new Set(
    routes.flatMap(({ sourceTopic, targetTopic }) =>
      direction === 'TWO_WAY' ? [sourceTopic, targetTopic] : [targetTopic],
    ),
  );
}

/** Names of brokers are known to the workers only. */
const NO_NAMES: ReadonlySet<string> = new Set();
