import { COMPRESSION_TYPES } from '@slipstream/shared';
import { Form, Radio } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Whether bodies are compressed on their way to the target. */
export function CompressionField(): ReactElement {
  const { t } = useTranslation();
  return (
    <Form.Item name={['compression', 'type']} label={t('task.compression')} extra={t('compression.hint')}>
      <Radio.Group
        className="choice-cards"
        options={COMPRESSION_TYPES.map((value) => ({
          value,
          label: (
            <span className="choice">
              <strong>{t(`compression.${value}`)}</strong>
              <span>{t(`compressionHelp.${value}`)}</span>
            </span>
          ),
        }))}
      />
    </Form.Item>
  );
}
