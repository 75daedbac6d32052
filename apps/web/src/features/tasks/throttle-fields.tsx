import { TASK_LIMITS, type Throttle } from '@slipstream/shared';
import { Form, InputNumber } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatCount } from '../../ui/format.js';

/** A throttle as forms hold it: an emptied field is null. */
export interface ThrottleValues {
  messagesPerSecond?: number | null;
  bytesPerSecond?: number | null;
}

/** The throttle that a form asks for. */
export function toThrottle({ messagesPerSecond, bytesPerSecond }: ThrottleValues): Throttle {
  return {
    ...(typeof messagesPerSecond === 'number' ? { messagesPerSecond } : {}),
    ...(typeof bytesPerSecond === 'number' ? { bytesPerSecond } : {}),
  };
}

const FIELDS = [
  { name: 'messagesPerSecond', min: 1, max: TASK_LIMITS.messagesPerSecondMax },
  { name: 'bytesPerSecond', min: TASK_LIMITS.bytesPerSecondMin, max: TASK_LIMITS.bytesPerSecondMax },
] as const;

/** Both rates of a task, under `throttle` of the form; empty is no limit. */
export function ThrottleFields(): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className="two-columns">
      {FIELDS.map(({ name, min, max }) => (
        <Form.Item
          key={name}
          name={['throttle', name]}
          label={t(`throttle.${name}`)}
          extra={t('throttle.hint')}
          rules={[
            {
              type: 'integer',
              min,
              max,
              message: t('rule.integer', {
                min: formatCount(min, language),
                max: formatCount(max, language),
              }),
            },
          ]}
        >
          <InputNumber className="full-width" controls={false} placeholder={t('throttle.none')} />
        </Form.Item>
      ))}
    </div>
  );
}
