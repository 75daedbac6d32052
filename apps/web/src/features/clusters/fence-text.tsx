import type { FenceChoice } from '@slipstream/shared';
import { Typography } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** Null before a worker wrote to the cluster. */
  fence: FenceChoice | null;
}

/** How a dead worker is kept from writing to a cluster, and what that means for the time that a takeover takes. */
export function FenceText({ fence }: Props): ReactElement {
  const { t } = useTranslation();
  if (fence === null) return <Typography.Text type="secondary">{t('fence.unknown')}</Typography.Text>;
  return (
    <span className="fence" data-testid="fence" data-method={fence.method}>
      <span>{t(`fence.method.${fence.method}`)}</span>
      <Typography.Text type="secondary">
        {t(`fence.meaning.${fence.method}`)}
        {fence.method !== 'CREDENTIAL' && ` ${t(`fence.ground.${fence.ground}`)}`}
      </Typography.Text>
    </span>
  );
}
