import { FAILURE_POLICY_TYPES, TASK_LIMITS, TOPIC_PATTERN } from '@slipstream/shared';
import { Form, Input, Radio } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFormValues } from '../task-form.js';

/** What becomes of messages that the target refuses for good. */
export function FailurePolicyFields(): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const type = Form.useWatch(['failurePolicy', 'type'], form);
  return (
    <>
      <Form.Item
        name={['failurePolicy', 'type']}
        label={t('task.failurePolicy')}
        extra={t('failurePolicy.hint')}
      >
        <Radio.Group
          className="choice-cards"
          options={FAILURE_POLICY_TYPES.map((value) => ({
            value,
            label: (
              <span className="choice">
                <strong>{t(`failurePolicy.${value}`)}</strong>
                <span>{t(`failurePolicyHelp.${value}`)}</span>
              </span>
            ),
          }))}
        />
      </Form.Item>
      {type === 'RECORD' && (
        <Form.Item
          name={['failurePolicy', 'deadLetterTopic']}
          label={t('failurePolicy.deadLetterTopic')}
          extra={t('failurePolicy.deadLetterHint')}
          rules={[
            { pattern: TOPIC_PATTERN, message: t('rule.topic') },
            { max: TASK_LIMITS.topicMax, message: t('rule.topic') },
          ]}
        >
          <Input placeholder={t('failurePolicy.deadLetterNone')} autoComplete="off" />
        </Form.Item>
      )}
    </>
  );
}
