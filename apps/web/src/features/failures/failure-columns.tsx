import type { FailureState, FailureView } from '@slipstream/shared';
import { Tag, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatBytes } from '../../ui/format.js';
import { Moment } from '../../ui/moment.js';
import { TimeAgo } from '../../ui/time-ago.js';

const COLORS: Readonly<Record<FailureState, string>> = {
  PENDING: 'error',
  RETRYING: 'processing',
  SENT: 'success',
  GIVEN_UP: 'default',
};

/** Columns of the table of failures. */
export function useFailureColumns(): TableColumnsType<FailureView> {
  const { t } = useTranslation();
  const language = useLanguage();
  return [
    {
      title: t('failure.state'),
      dataIndex: 'state',
      width: 100,
      render: (state: FailureState) => (
        <Tag color={COLORS[state]} data-state={state}>
          {t(`failureState.${state}`)}
        </Tag>
      ),
    },
    {
      title: t('failure.recordedAt'),
      dataIndex: 'recordedAt',
      width: 170,
      render: (at: string) => (
        <>
          <Moment at={at} inRow />
          <div className="quiet">
            <TimeAgo at={at} />
          </div>
        </>
      ),
    },
    {
      title: t('failure.source'),
      key: 'source',
      width: 210,
      render: (_value, { sourceTopic, sourceBroker, sourceQueue, sourceOffset }) => (
        <>
          {sourceTopic}
          <div className="quiet">
            {sourceBroker} #{sourceQueue} @ {sourceOffset}
          </div>
        </>
      ),
    },
    {
      title: t('failure.key'),
      key: 'key',
      width: 230,
      render: (_value, { keys, uniqueKey }) => (
        <div className="failure-text">
          {keys}
          <div className="quiet">{uniqueKey}</div>
        </div>
      ),
    },
    { title: 'Tag', dataIndex: 'tag', width: 100 },
    {
      title: t('failure.size'),
      key: 'size',
      width: 100,
      align: 'right',
      render: (_value, { bodyBytes, propertyBytes }) => formatBytes(bodyBytes + propertyBytes, language),
    },
    {
      title: t('failure.said'),
      key: 'said',
      width: 340,
      render: (_value, failure) => <Answers failure={failure} />,
    },
  ];
}

/** What brokers said: when it was refused, at the dead-letter topic, and when it was tried again. */
function Answers({ failure }: { failure: FailureView }): ReactElement {
  const { t } = useTranslation();
  const { said, deadLetterTopic: topic, deadLetterOffset, deadLetterSaid, retrySaid, sentOffset } = failure;
  return (
    <div className="failure-text">
      <code>{said}</code>
      {topic !== null && deadLetterOffset !== null && (
        <div className="quiet">{t('failure.deadLetterAt', { topic, offset: deadLetterOffset })}</div>
      )}
      {topic !== null && deadLetterSaid !== null && (
        <div className="quiet">
          {t('failure.deadLetterSaid', { topic })} <code>{deadLetterSaid}</code>
        </div>
      )}
      {retrySaid !== null && (
        <div className="quiet">
          {t('failure.retrySaid')} <code>{retrySaid}</code>
        </div>
      )}
      {sentOffset !== null && (
        <div className="quiet">
          {t('failure.sentAt')} {failure.targetTopic} {failure.targetBroker} #{failure.targetQueue} @{' '}
          {sentOffset}
        </div>
      )}
    </div>
  );
}
