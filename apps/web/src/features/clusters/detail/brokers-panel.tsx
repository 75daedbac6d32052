import type { UseQueryResult } from '@tanstack/react-query';
import { Popover, Table, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../../../api/problem-error.js';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount, formatRate, formatShare, UNKNOWN } from '../../../ui/format.js';
import { NoneYet } from '../../../ui/list/list-empty.js';
import { ListToolbar } from '../../../ui/list/list-toolbar.js';
import { ScrollRegion } from '../../../ui/scroll-region.js';
import { TimeAgo } from '../../../ui/time-ago.js';
import { Unanswered } from '../../../ui/unanswered.js';
import { BROKER_STATE_LOOK } from '../health-look.js';
import type { BrokerLook, ClusterLook } from '../looks-api.js';

/** The brokers of a cluster: state, role, addresses, version, rates, disk. */
export function BrokersPanel({ look }: { look: UseQueryResult<ClusterLook, ProblemError> }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  if (look.data === undefined) return <Unanswered query={look} />;
  const rate = (value: number | null): string => formatRate(value, language);
  const count = (value: string | null): string => formatCount(value, language);

  const columns: TableColumnsType<BrokerLook> = [
    {
      title: t('clusterPage.brokerName'),
      dataIndex: 'name',
      render: (name: string, { brokerId }) => (
        <div>
          <strong>{name}</strong>
          <div className="quiet nowrap">
            {brokerId === 0 ? t('clusterPage.master') : t('clusterPage.slave', { id: brokerId })}
          </div>
        </div>
      ),
    },
    {
      title: t('clusterPage.state'),
      dataIndex: 'state',
      render: (_state, broker) => <BrokerStateLabel broker={broker} />,
    },
    {
      title: t('clusterPage.address'),
      dataIndex: 'address',
      render: (address: string, { reachedAt }) => (
        <span className="broker-address">
          <code>{address}</code>
          {reachedAt !== address && (
            <span className="quiet">{t('clusterPage.reachedAt', { address: reachedAt })}</span>
          )}
        </span>
      ),
    },
    {
      title: t('clusterPage.version'),
      dataIndex: 'version',
      render: (version: string | null) => version ?? UNKNOWN,
    },
    { title: t('clusterPage.in'), dataIndex: 'inPerSecond', align: 'right', render: rate },
    { title: t('clusterPage.out'), dataIndex: 'outPerSecond', align: 'right', render: rate },
    { title: t('clusterPage.inToday'), dataIndex: 'inToday', align: 'right', render: count },
    { title: t('clusterPage.outToday'), dataIndex: 'outToday', align: 'right', render: count },
    {
      title: t('clusterPage.disk'),
      dataIndex: 'diskUsed',
      align: 'right',
      render: (used: number | null) => (used === null ? UNKNOWN : formatShare(used, language)),
    },
    {
      title: t('clusterPage.startedAt'),
      dataIndex: 'startedAt',
      render: (at: string | null) =>
        at === null ? (
          UNKNOWN
        ) : (
          <span className="nowrap">
            <TimeAgo at={at} />
          </span>
        ),
    },
  ];

  return (
    <>
      <ListToolbar query={look} />
      <ScrollRegion label={t('clusterPage.broker')}>
        <Table
          rowKey={({ name, brokerId }) => `${brokerId} ${name}`}
          size="small"
          columns={columns}
          dataSource={look.data.brokers}
          pagination={{ hideOnSinglePage: true, pageSize: 50 }}
          locale={{ emptyText: <NoneYet>{t('common.unknown')}</NoneYet> }}
        />
      </ScrollRegion>
    </>
  );
}

function BrokerStateLabel({ broker }: { broker: BrokerLook }): ReactElement {
  const { t } = useTranslation();
  const look = BROKER_STATE_LOOK[broker.state];
  const label = (
    <span className="health nowrap" data-testid="broker-state" data-state={broker.state}>
      <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
        {look.icon}
      </span>
      {t(`brokerState.${broker.state}`)}
    </span>
  );
  return (
    <Popover
      trigger={['hover', 'focus']}
      content={
        <div className="cluster-health-details">
          {broker.said !== '' && <div className="cluster-said">{broker.said}</div>}
          <div className="quiet">
            {t('clusterLook.since')} <TimeAgo at={broker.since} />
          </div>
        </div>
      }
    >
      <button type="button" className="plain-button">
        {label}
      </button>
    </Popover>
  );
}
