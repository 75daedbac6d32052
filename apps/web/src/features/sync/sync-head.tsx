import type { TaskView } from '@slipstream/shared';
import { Alert } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatDuration } from '../../ui/format.js';
import { ReasonView } from '../../ui/reason-view.js';
import { TimeAgo } from '../../ui/time-ago.js';
import type { SyncStatus } from './sync-api.js';

interface Props {
  task: TaskView;
  status: SyncStatus | null;
  label: string;
  /** What is switched on, in words. */
  enabled: ReactNode;
  /** Said when nothing is switched on, and what is shown is from before; null when something is. */
  offNote: string | null;
}

/** What a sync does, when it last looked at both clusters, and what keeps it from looking. */
export function SyncHead({ task, status, label, enabled, offNote }: Props): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <div className="toolbar sync-head">
        <span>
          <span className="quiet">{label}</span> {enabled}
        </span>
        <span>
          <span className="quiet">{t('sync.lastLook')}</span>{' '}
          {status?.lookedAt === null || status?.lookedAt === undefined ? (
            t('sync.notYet')
          ) : (
            <>
              <TimeAgo at={status.lookedAt} />
              {status.tookMs !== null && (
                <span className="quiet">
                  {' '}
                  · {t('sync.took', { duration: formatDuration(status.tookMs, language) })}
                </span>
              )}
            </>
          )}
        </span>
      </div>
      {status !== null && status.reason !== null && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          className="reason-alert"
          title={<ReasonView reason={status.reason} />}
        />
      )}
      {offNote !== null ? (
        <Alert type="info" showIcon className="stale-notice" title={offNote} />
      ) : (
        task.status.state !== 'RUNNING' && (
          <Alert type="info" showIcon className="stale-notice" title={t('sync.onlyWhileRunning')} />
        )
      )}
    </>
  );
}
