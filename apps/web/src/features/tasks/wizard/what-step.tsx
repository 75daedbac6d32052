import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { FILTER_TYPES, TASK_LIMITS, TOPIC_PATTERN } from '@slipstream/shared';
import { AutoComplete, Button, Form, Input, Radio, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusterTopics } from '../../clusters/index.js';
import { emptyRoute, type TaskFormValues } from '../task-form.js';
import { usePatternRules } from './pattern-rules.js';
import { TopicMatchNote } from './topic-match-note.js';

/** Step 2: which messages. Either all topics that match, or listed routes with filters. */
export function WhatStep(): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const level = Form.useWatch('level', form) ?? 'CLUSTER';
  return (
    <>
      <Form.Item name="level" label={t('task.level')}>
        <Radio.Group
          className="choice-cards"
          options={(['CLUSTER', 'TOPIC'] as const).map((value) => ({
            value,
            label: (
              <span className="choice">
                <strong>{t(`level.${value}`)}</strong>
                <span>{t(`levelHelp.${value}`)}</span>
              </span>
            ),
          }))}
        />
      </Form.Item>
      {level === 'CLUSTER' ? <TopicPatterns /> : <Routes />}
    </>
  );
}

function TopicPatterns(): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const topics = useClusterTopics(Form.useWatch('sourceClusterId', form));
  const options = (topics.data?.items ?? []).map(({ topic }) => ({ value: topic, label: topic }));
  const rules = usePatternRules();
  return (
    <>
      <Form.Item
        name={['topics', 'include']}
        label={t('task.include')}
        extra={t('wizard.patternHint')}
        rules={rules}
      >
        <Select mode="tags" options={options} placeholder={t('wizard.includeAll')} />
      </Form.Item>
      <Form.Item
        name={['topics', 'exclude']}
        label={t('task.exclude')}
        extra={t('wizard.excludeHint')}
        rules={rules}
      >
        <Select mode="tags" options={options} placeholder={t('wizard.excludeNone')} />
      </Form.Item>
      <TopicMatchNote />
    </>
  );
}

function Routes(): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const sources = useClusterTopics(Form.useWatch('sourceClusterId', form));
  const targets = useClusterTopics(Form.useWatch('targetClusterId', form));
  const optionsOf = (names: readonly { topic: string }[] | undefined): { value: string }[] =>
    (names ?? []).map(({ topic }) => ({ value: topic }));
  const topicRules = [
    { max: TASK_LIMITS.topicMax, message: t('rule.max', { max: TASK_LIMITS.topicMax }) },
    { pattern: TOPIC_PATTERN, message: t('rule.topic') },
  ];
  return (
    <Form.List name="routes">
      {(fields, { add, remove }) => (
        <section className="routes" aria-label={t('task.routes')}>
          <p className="quiet">{t('wizard.routesHint')}</p>
          {fields.map(({ key, name }, index) => {
            const n = index + 1;
            return (
              <div key={key} className="route-row">
                <Form.Item
                  name={[name, 'sourceTopic']}
                  label={t('route.sourceTopic', { n })}
                  rules={[{ required: true, message: t('rule.required') }, ...topicRules]}
                >
                  <AutoComplete
                    options={optionsOf(sources.data?.items)}
                    showSearch={{ filterOption: containsText }}
                  />
                </Form.Item>
                <Form.Item
                  name={[name, 'targetTopic']}
                  label={t('route.targetTopic', { n })}
                  rules={topicRules}
                >
                  <AutoComplete
                    options={optionsOf(targets.data?.items)}
                    showSearch={{ filterOption: containsText }}
                    placeholder={t('route.sameName')}
                  />
                </Form.Item>
                <Form.Item name={[name, 'filter', 'type']} label={t('route.filter', { n })}>
                  <Select options={FILTER_TYPES.map((value) => ({ value, label: t(`filter.${value}`) }))} />
                </Form.Item>
                <RouteExpression row={name} n={n} />
                <Button
                  type="text"
                  className="route-remove"
                  icon={<DeleteOutlined />}
                  aria-label={t('route.remove', { n })}
                  disabled={fields.length === 1}
                  onClick={() => remove(name)}
                />
              </div>
            );
          })}
          <Button
            type="dashed"
            icon={<PlusOutlined />}
            disabled={fields.length >= TASK_LIMITS.routesMax}
            onClick={() => add(emptyRoute())}
          >
            {t('route.add')}
          </Button>
        </section>
      )}
    </Form.List>
  );
}

function RouteExpression({ row, n }: { row: number; n: number }): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const type = Form.useWatch(['routes', row, 'filter', 'type'], form) ?? 'NONE';
  if (type === 'NONE') return <span className="route-no-expression" />;
  return (
    <Form.Item
      name={[row, 'filter', 'expression']}
      label={t('route.expression', { n })}
      rules={[
        { required: true, whitespace: true, message: t('rule.required') },
        {
          max: TASK_LIMITS.filterExpressionMax,
          message: t('rule.max', { max: TASK_LIMITS.filterExpressionMax }),
        },
      ]}
    >
      <Input
        className="code-input"
        placeholder={type === 'TAG' ? 'TagA || TagB' : "region = 'eu' AND amount > 10"}
      />
    </Form.Item>
  );
}

function containsText(input: string, option: { value: string } | undefined): boolean {
  return (option?.value ?? '').toLowerCase().includes(input.toLowerCase());
}
