import { TAG_LIMITS, tagKeyProblem } from '@slipstream/shared';
import { Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { TaskFormValues } from '../task-form.js';

const KEY_WORDS = {
  PATTERN: 'fieldRule.TAG_KEY',
  SQL_WORD: 'fieldRule.TAG_KEY_SQL_WORD',
  RESERVED: 'fieldRule.TAG_KEY_RESERVED',
} as const;

/** The property that each copy gets (T-07), with the expressions that consumers choose by. */
export function TagFields(): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const tag = Form.useWatch('tag', form);
  const key = (tag?.key ?? '').trim();
  const value = tag?.value ?? '';
  return (
    <section className="form-part" aria-label={t('taskForm.tag')}>
      <h2>{t('taskForm.tag')}</h2>
      <p className="quiet">{t('taskForm.tagHint')}</p>
      <div className="two-columns">
        <Form.Item
          name={['tag', 'key']}
          label={t('taskForm.tagKey')}
          extra={t('taskForm.tagKeyHint')}
          dependencies={[['tag', 'value']]}
          rules={[
            { max: TAG_LIMITS.keyMax, message: t('rule.max', { max: TAG_LIMITS.keyMax }) },
            {
              validator: async (_rule, given: unknown) => {
                const text = typeof given === 'string' ? given.trim() : '';
                if (text === '' && (form.getFieldValue(['tag', 'value']) ?? '') === '') return;
                if (text === '') throw new Error(t('rule.required'));
                const problem = tagKeyProblem(text);
                if (problem !== null) throw new Error(t(KEY_WORDS[problem]));
              },
            },
          ]}
        >
          <Input autoComplete="off" className="code-input" placeholder="dc" />
        </Form.Item>
        <Form.Item
          name={['tag', 'value']}
          label={t('taskForm.tagValue')}
          extra={t('taskForm.tagValueHint')}
          dependencies={[['tag', 'key']]}
          rules={[
            { max: TAG_LIMITS.valueMax, message: t('rule.max', { max: TAG_LIMITS.valueMax }) },
            {
              validator: async (_rule, given: unknown) => {
                const text = typeof given === 'string' ? given : '';
                if (text === '' && (form.getFieldValue(['tag', 'key']) ?? '').trim() !== '')
                  throw new Error(t('rule.required'));
                if (/\p{Cc}/u.test(text)) throw new Error(t('fieldRule.PLAIN_TEXT'));
              },
            },
          ]}
        >
          <Input autoComplete="off" placeholder="hangzhou" />
        </Form.Item>
      </div>
      {key !== '' && value !== '' && (
        <p className="quiet">
          <Trans
            i18nKey="taskForm.tagExample"
            values={{ remote: `${key} = '${value.replaceAll("'", "''")}'`, local: `${key} IS NULL` }}
            components={{ code: <code /> }}
          />
        </p>
      )}
    </section>
  );
}
