import type { FenceChoice } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** Null before a worker wrote to the cluster. */
  fence: FenceChoice | null;
}

/** How a dead worker is kept from writing to a cluster, and what that means for the time that a takeover takes. */
export function FenceText({ fence }: Props): ReactElement {
  const { t } = useTranslation();
  if (fence === null) return <span className="quiet">{t('fence.unknown')}</span>;
  return (
    <span className="fence" data-testid="fence" data-method={fence.method}>
      <span>{t(`fence.method.${fence.method}`)}</span>
      <span className="quiet">
        {t(`fence.meaning.${fence.method}`)}
        {fence.method !== 'CREDENTIAL' && ` ${t(`fence.ground.${fence.ground}`)}`}
      </span>
    </span>
  );
}
