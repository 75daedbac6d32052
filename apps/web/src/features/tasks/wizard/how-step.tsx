import { defaultProgressSync, START_TYPES, TASK_DIRECTIONS, type TaskDirection } from '@slipstream/shared';
import { Alert, DatePicker, Form, Radio } from 'antd';
import dayjs from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDatesInLanguage } from '../../../i18n/use-dates-in-language.js';
import { zoneName } from '../../../ui/format.js';
import type { TaskFormValues } from '../task-form.js';
import { CompressionField } from './compression-field.js';
import { FailurePolicyFields } from './failure-policy-fields.js';
import { FollowFields } from './follow-fields.js';
import { TagFields } from './tag-fields.js';
import { ThrottleFields } from '../throttle-fields.js';

/** Step 3: one-way or two-way, where to begin, what else follows the messages, and how fast. */
export function HowStep(): ReactElement {
  const { t } = useTranslation();
  useDatesInLanguage();
  const form = Form.useFormInstance<TaskFormValues>();
  const direction = Form.useWatch('direction', form);
  const type = Form.useWatch(['startFrom', 'type'], form);
  const moment = Form.useWatch(['startFrom', 'timestamp'], form);
  /** In a two-way task progress goes both ways, unless the user has chosen. */
  const suggestProgress = (chosen: TaskDirection): void => {
    const path: ['progress', 'toSource'] = ['progress', 'toSource'];
    if (form.getFieldValue(['progress', 'toTarget']) !== true || form.isFieldTouched(path)) return;
    form.setFieldValue(path, defaultProgressSync(chosen).toSource);
  };
  return (
    <>
      <Form.Item name="direction" label={t('task.direction')}>
        <Radio.Group
          className="choice-cards"
          onChange={(event) => suggestProgress(event.target.value as TaskDirection)}
          options={TASK_DIRECTIONS.map((value) => ({
            value,
            label: (
              <span className="choice">
                <strong>{t(`direction.${value}`)}</strong>
                <span>{t(`directionHelp.${value}`)}</span>
              </span>
            ),
          }))}
        />
      </Form.Item>
      {direction === 'TWO_WAY' && (
        <Alert type="info" showIcon className="step-note" title={t('wizard.loopNote')} />
      )}
      <Form.Item name={['startFrom', 'type']} label={t('task.startFrom')} extra={t('wizard.startHint')}>
        <Radio.Group
          className="choice-cards"
          options={START_TYPES.map((value) => ({
            value,
            label: (
              <span className="choice">
                <strong>{t(`start.${value}`)}</strong>
                <span>{t(`startHelp.${value}`)}</span>
              </span>
            ),
          }))}
        />
      </Form.Item>
      {type === 'TIMESTAMP' && (
        <Form.Item
          name={['startFrom', 'timestamp']}
          label={t('wizard.startMoment')}
          extra={
            <>
              {t('reset.zone', { zone: zoneName() })}
              {dayjs.isDayjs(moment) && ` · ${utcText(moment.valueOf())}`}
            </>
          }
          rules={[{ required: true, message: t('rule.required') }]}
        >
          <DatePicker
            showTime
            disabledDate={(date) => date.isAfter(dayjs(), 'day')}
            placeholder={t('reset.placeholder')}
          />
        </Form.Item>
      )}
      <FollowFields />
      <TagFields />
      <FailurePolicyFields />
      <ThrottleFields />
      <CompressionField />
    </>
  );
}

/** A moment in UTC, as brokers' logs have it. */
function utcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
