import { ACCESS_KEY_PATTERN, CLUSTER_LIMITS } from '@slipstream/shared';
import { Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** Name of the second field; its usual one unless given. */
  secretLabel?: string;
  secretHint?: string;
  /** False when an empty field means the stored secret. */
  secretRequired?: boolean;
}

/** Fields `accessKey` and `secretKey` of a form. */
export function KeyFields({ secretLabel, secretHint, secretRequired = true }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="accessKey"
        label={t('cluster.accessKey')}
        rules={[
          { required: true, message: t('rule.required') },
          {
            max: CLUSTER_LIMITS.accessKeyMax,
            message: t('rule.max', { max: CLUSTER_LIMITS.accessKeyMax }),
          },
          { pattern: ACCESS_KEY_PATTERN, message: t('rule.accessKey') },
        ]}
      >
        <Input autoComplete="off" className="code-input" />
      </Form.Item>
      <Form.Item
        name="secretKey"
        label={secretLabel ?? t('cluster.secretKey')}
        extra={secretHint}
        rules={[
          { required: secretRequired, message: t('rule.required') },
          {
            max: CLUSTER_LIMITS.secretKeyMax,
            message: t('rule.max', { max: CLUSTER_LIMITS.secretKeyMax }),
          },
        ]}
      >
        <Input.Password autoComplete="new-password" className="code-input" />
      </Form.Item>
    </>
  );
}
