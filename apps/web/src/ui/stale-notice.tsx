import { Alert } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblemError } from '../api/problem-error.js';
import { TimeAgo } from './time-ago.js';

/** Says that what is shown is old, since the last refresh failed; nothing while all is well. */
export function StaleNotice({
  error,
  updatedAt,
}: {
  error: unknown;
  updatedAt: number;
}): ReactElement | null {
  const { t } = useTranslation();
  if (error === null || error === undefined || updatedAt === 0) return null;
  // Said once above the page.
  if (asProblemError(error).code === 'NETWORK') return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="stale-notice"
      title={
        <>
          {t('stale.title')} <TimeAgo at={updatedAt} />. {t(`problem.${asProblemError(error).code}.title`)}
        </>
      }
    />
  );
}
