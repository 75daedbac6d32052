import { UnorderedListOutlined } from '@ant-design/icons';
import { Button, Form, Radio, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusterTopics } from '../../clusters/index.js';
import type { TaskFormValues } from '../task-form.js';
import { PatternHelp } from './pattern-help.js';
import { usePatternRules } from './pattern-rules.js';
import { RoutesTable } from './routes-table.js';
import { TopicMatchNote } from './topic-match-note.js';
import { TopicPicker } from './topic-picker.js';

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
      {level === 'CLUSTER' ? <TopicPatterns /> : <RoutesTable />}
    </>
  );
}

const PATTERN_CHARACTERS = /[*/]/;

function TopicPatterns(): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const topics = useClusterTopics(Form.useWatch('sourceClusterId', form));
  const include = Form.useWatch(['topics', 'include'], form) ?? [];
  const [picking, setPicking] = useState(false);
  const options = (topics.data?.items ?? []).map(({ topic }) => ({ value: topic, label: topic }));
  const rules = usePatternRules();
  /** Ticks are names; patterns that were typed stay. */
  const pick = (chosen: readonly string[]): void => {
    const patterns = include.filter((entry) => PATTERN_CHARACTERS.test(entry));
    form.setFieldValue(['topics', 'include'], [...patterns, ...chosen]);
    void form.validateFields([['topics', 'include']]).catch(() => undefined);
    setPicking(false);
  };
  return (
    <>
      <Form.Item
        name={['topics', 'include']}
        label={t('task.include')}
        extra={
          <>
            {t('taskForm.includeHint')}{' '}
            <Button
              type="link"
              size="small"
              icon={<UnorderedListOutlined />}
              disabled={topics.data === undefined}
              onClick={() => setPicking(true)}
            >
              {t('taskForm.pickTopics')}
            </Button>
          </>
        }
        rules={rules}
      >
        <Select
          mode="tags"
          options={options}
          placeholder={t('wizard.includeAll')}
          tokenSeparators={['\n', ' ', ';']}
        />
      </Form.Item>
      <Form.Item
        name={['topics', 'exclude']}
        label={t('task.exclude')}
        extra={t('wizard.excludeHint')}
        rules={rules}
      >
        <Select
          mode="tags"
          options={options}
          placeholder={t('wizard.excludeNone')}
          tokenSeparators={['\n', ' ', ';']}
        />
      </Form.Item>
      <PatternHelp />
      <TopicMatchNote />
      {picking && (
        <TopicPicker
          topics={topics.data?.items ?? []}
          chosen={include.filter((entry) => !PATTERN_CHARACTERS.test(entry))}
          onPick={pick}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}
