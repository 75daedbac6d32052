import { DeleteOutlined } from '@ant-design/icons';
import { FILTER_TYPES, TASK_LIMITS, TOPIC_PATTERN } from '@slipstream/shared';
import { AutoComplete, Button, Form, Input, Select } from 'antd';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFormValues } from '../task-form.js';
import { filterSyntaxProblem } from './filter-syntax.js';

const EXAMPLES = { TAG: 'TagA || TagB', SQL92: "region = 'eu' AND amount > 10" } as const;

interface Props {
  /** Place in the list, from 0. */
  name: number;
  /** Topics that the clusters have now; undefined while that is not known. */
  sourceNames: readonly string[] | undefined;
  targetNames: readonly string[] | undefined;
  /** Place of the earlier route that goes the same way. */
  same: number | undefined;
  /** Left out for the only row. */
  onRemove: (() => void) | undefined;
}

/** One route: source topic, target topic, filter and its expression. */
export function RouteRow({ name, sourceNames, targetNames, same, onRemove }: Props): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const n = name + 1;
  const source = (Form.useWatch(['routes', name, 'sourceTopic'], form) ?? '').trim();
  const target = (Form.useWatch(['routes', name, 'targetTopic'], form) ?? '').trim();
  const type = Form.useWatch(['routes', name, 'filter', 'type'], form) ?? 'NONE';
  const sourceOptions = useOptions(sourceNames);
  const targetOptions = useOptions(targetNames);
  const topicRules = [
    { max: TASK_LIMITS.topicMax, message: t('rule.max', { max: TASK_LIMITS.topicMax }) },
    { pattern: TOPIC_PATTERN, message: t('rule.topic') },
  ];
  const notes = [
    ...(source !== '' && sourceNames?.includes(source) === false ? [t('taskForm.routeMissing')] : []),
    ...(target !== '' && target !== source ? [t('taskForm.routeRenamed', { source, target })] : []),
  ];
  return (
    <fieldset className="route-row" aria-label={t('taskForm.routeRow', { n })}>
      <Form.Item
        name={[name, 'sourceTopic']}
        rules={[{ required: true, message: t('rule.required') }, ...topicRules]}
      >
        <AutoComplete
          options={sourceOptions}
          aria-label={t('route.sourceTopic', { n })}
          placeholder={t('preview.sourceTopic')}
          showSearch={{ filterOption: containsText }}
        />
      </Form.Item>
      <Form.Item name={[name, 'targetTopic']} rules={topicRules}>
        <AutoComplete
          options={targetOptions}
          aria-label={t('route.targetTopic', { n })}
          placeholder={source === '' ? t('route.sameName') : source}
          showSearch={{ filterOption: containsText }}
        />
      </Form.Item>
      <Form.Item name={[name, 'filter', 'type']}>
        <Select
          aria-label={t('route.filter', { n })}
          options={FILTER_TYPES.map((value) => ({ value, label: t(`filter.${value}`) }))}
        />
      </Form.Item>
      {type === 'NONE' ? (
        <span className="route-no-expression" />
      ) : (
        <Form.Item
          name={[name, 'filter', 'expression']}
          validateDebounce={400}
          rules={[
            { required: true, whitespace: true, message: t('rule.required') },
            {
              max: TASK_LIMITS.filterExpressionMax,
              message: t('rule.max', { max: TASK_LIMITS.filterExpressionMax }),
            },
            {
              validator: async (_rule, value: unknown) => {
                const text = typeof value === 'string' ? value.trim() : '';
                const problem = text === '' ? null : filterSyntaxProblem(type, text);
                if (problem !== null) throw new Error(t(`filterSyntax.${problem.kind}`, { at: problem.at }));
              },
            },
          ]}
        >
          <Input
            aria-label={t('route.expression', { n })}
            className="code-input"
            placeholder={EXAMPLES[type]}
          />
        </Form.Item>
      )}
      <Button
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t('route.remove', { n })}
        disabled={onRemove === undefined}
        onClick={onRemove}
      />
      {same !== undefined && (
        <p className="route-note error" role="alert">
          {t('fieldRule.ROUTE_TWICE', { row: same + 1 })}
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className="route-note quiet">
          {note}
        </p>
      ))}
    </fieldset>
  );
}

function useOptions(names: readonly string[] | undefined): { value: string }[] {
  return useMemo(() => (names ?? []).map((value) => ({ value })), [names]);
}

function containsText(input: string, option: { value: string } | undefined): boolean {
  return (option?.value ?? '').toLowerCase().includes(input.toLowerCase());
}
