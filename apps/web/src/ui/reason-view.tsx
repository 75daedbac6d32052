import type { Reason, TaskHealth, TaskState } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from './moment.js';
import { TimeAgo } from './time-ago.js';

interface Props {
  state?: TaskState;
  reason: Reason | null;
  /** ISO 8601. */
  since?: string;
  /** Of a running task. */
  health?: TaskHealth;
}

/** Why something is as it is: what happened and where, since when, the other side's own words, and what to do. */
export function ReasonView({ state, reason, since, health }: Props): ReactElement {
  const { t } = useTranslation();
  const todo =
    reason !== null
      ? t(`reason.${reason.code}.action`)
      : health === undefined || health === 'HEALTHY'
        ? null
        : t(`healthTodo.${health}`);
  return (
    <div className="reason">
      <strong>
        {reason === null
          ? state === undefined
            ? ''
            : t(`stateHelp.${state}`)
          : t(`reason.${reason.code}.title`)}
      </strong>
      <dl>
        {health !== undefined && (
          <>
            <dt>{t('reasonField.health')}</dt>
            <dd>
              {t(`health.${health}`)}: {t(`healthHelp.${health}`)}
            </dd>
          </>
        )}
        {reason !== null && (
          <>
            <dt>{t('reasonField.step')}</dt>
            <dd>{t(`step.${reason.step}`)}</dd>
          </>
        )}
        {reason?.cluster !== undefined && (
          <>
            <dt>{t('reasonField.cluster')}</dt>
            <dd>{reason.cluster}</dd>
          </>
        )}
        {reason?.subject !== undefined && (
          <>
            <dt>{t('reasonField.subject')}</dt>
            <dd>
              <code>{reason.subject}</code>
            </dd>
          </>
        )}
        {reason?.said !== undefined && (
          <>
            <dt>{t('reasonField.said')}</dt>
            <dd>
              <code>{reason.said}</code>
            </dd>
          </>
        )}
        {since !== undefined && (
          <>
            <dt>{t('reasonField.since')}</dt>
            <dd>
              <Moment at={since} /> (<TimeAgo at={since} />)
            </dd>
          </>
        )}
        {todo !== null && (
          <>
            <dt>{t('reasonField.action')}</dt>
            <dd>
              <strong>{todo}</strong>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
