import { Popover } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatDuration } from '../../ui/format.js';
import { TimeAgo } from '../../ui/time-ago.js';
import type { ClusterHealthEntry } from './looks-api.js';
import { CLUSTER_HEALTH_LOOK, healthWord, shownHealth } from './health-look.js';

/** A cluster's health; hover or focus says what is wrong, since when, what to do, and when it was looked at. */
export function ClusterHealthLabel({ entry }: { entry: ClusterHealthEntry }): ReactElement {
  return (
    <Popover trigger={['hover', 'focus']} content={<ClusterHealthDetails entry={entry} />}>
      <button
        type="button"
        className="plain-button"
        data-testid="cluster-health"
        data-health={shownHealth(entry)}
      >
        <HealthWord entry={entry} />
      </button>
    </Popover>
  );
}

function HealthWord({ entry }: { entry: ClusterHealthEntry }): ReactElement {
  const { t } = useTranslation();
  const shown = shownHealth(entry);
  const look = CLUSTER_HEALTH_LOOK[shown];
  return (
    <span className="health nowrap">
      <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
        {look.icon}
      </span>
      {healthWord(shown, t)}
    </span>
  );
}

function ClusterHealthDetails({ entry }: { entry: ClusterHealthEntry }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="cluster-health-details">
      <strong>{healthWord(shownHealth(entry), t)}</strong> <HealthSince entry={entry} />
      <ClusterFaults entry={entry} />
      {entry.lookedAt !== null && (
        <div className="quiet">
          {t('clusterLook.lookedAt')} <TimeAgo at={entry.lookedAt} />{' '}
          {entry.tookMs !== null && t('clusterLook.took', { ms: entry.tookMs })}
        </div>
      )}
    </div>
  );
}

/** "for 3 min", as far as the API has seen; nothing while it is unknown. */
export function HealthSince({ entry }: { entry: ClusterHealthEntry }): ReactElement | null {
  const { t } = useTranslation();
  const language = useLanguage();
  if (entry.since === null || entry.lookedAt === null) return null;
  const forMs = Date.parse(entry.lookedAt) - Date.parse(entry.since);
  if (forMs < 1_000) return null;
  return (
    <span className="quiet" title={t('clusterLook.sinceHint')}>
      {t('clusterLook.since')} {formatDuration(forMs, language)}
    </span>
  );
}

/** What is wrong with a cluster and what to do; nothing when nothing is. */
export function ClusterFaults({ entry }: { entry: ClusterHealthEntry }): ReactElement | null {
  const { t } = useTranslation();
  if (entry.faults.length === 0) return null;
  return (
    <ul className="cluster-faults">
      {entry.faults.map(({ fault, subject, said }) => (
        <li key={`${fault} ${subject}`} data-fault={fault}>
          <div>
            <strong>{t(`clusterFault.${fault}`)}</strong>
            {subject !== '' && (
              <>
                {': '}
                <code>{subject}</code>
              </>
            )}
          </div>
          {said !== '' && <div className="cluster-said">{said}</div>}
          <div className="quiet">{t(`clusterFaultFix.${fault}`)}</div>
        </li>
      ))}
    </ul>
  );
}
