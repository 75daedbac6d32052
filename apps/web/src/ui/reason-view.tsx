import type { Reason, TaskState } from '@slipstream/shared';
import { Typography } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from './format.js';
import { TimeAgo } from './time-ago.js';

interface Props {
  state?: TaskState;
  reason: Reason | null;
  /** ISO 8601. */
  since?: string;
}

/** Why something is as it is: what happened and where, since when, the other side's own words, and what to do. */
export function ReasonView({ state, reason, since }: Props): ReactElement {
  const { t } = useTranslation();
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
              {formatMoment(since)} (<TimeAgo at={since} />)
            </dd>
          </>
        )}
        {reason !== null && (
          <>
            <dt>{t('reasonField.action')}</dt>
            <dd>
              <Typography.Text strong>{t(`reason.${reason.code}.action`)}</Typography.Text>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
