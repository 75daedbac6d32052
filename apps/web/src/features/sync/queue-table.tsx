import type { GroupProgressView, QueueProgressView } from '@slipstream/shared';
import { Table, Tooltip, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatCount } from '../../ui/format.js';
import { Moment } from '../../ui/moment.js';
import { lagOf, sidesOf, type SidePosition } from './progress-figures.js';
import { ProgressState } from './progress-state.js';

/** Where a group stands queue by queue: both offsets, the exact equivalent, both lags, and what holds it. */
export function QueueTable({ group }: { group: GroupProgressView }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { sense } = group;
  const count = (value: string | null): string => formatCount(value, language);
  const offset = ({ offset: value }: SidePosition): string =>
    value === null ? t('progress.noOffset') : count(value);
  const columns: TableColumnsType<QueueProgressView> = [
    {
      title: t('progress.queue'),
      key: 'queue',
      render: (_value, queue) => {
        const { source, target } = sidesOf(queue, sense);
        return (
          <code className="nowrap">
            {source.broker} · {source.queue} {sense === 'TO_TARGET' ? '→' : '←'} {target.broker} ·{' '}
            {target.queue}
          </code>
        );
      },
    },
    {
      title: t('progress.sourceOffset'),
      key: 'sourceOffset',
      align: 'right',
      render: (_value, queue) => offset(sidesOf(queue, sense).source),
    },
    {
      title: t('progress.targetOffset'),
      key: 'targetOffset',
      align: 'right',
      render: (_value, queue) => offset(sidesOf(queue, sense).target),
    },
    {
      title: <Tooltip title={t('progress.translatedHint')}>{t('progress.translated')}</Tooltip>,
      dataIndex: 'translated',
      align: 'right',
      render: count,
    },
    {
      title: t('progress.sourceLag'),
      key: 'sourceLag',
      align: 'right',
      render: (_value, queue) => count(lagOf(sidesOf(queue, sense).source)),
    },
    {
      title: t('progress.targetLag'),
      key: 'targetLag',
      align: 'right',
      render: (_value, queue) => count(lagOf(sidesOf(queue, sense).target)),
    },
    {
      title: t('progress.state'),
      key: 'state',
      render: (_value, { why, said }) => <ProgressState why={why} said={said} />,
    },
    {
      title: t('sync.syncedAt'),
      dataIndex: 'syncedAt',
      render: (at: string | null) => (at === null ? t('sync.never') : <Moment at={at} inRow />),
    },
  ];
  return (
    <Table
      rowKey={({ fromBroker, fromQueue, toBroker, toQueue }) =>
        [fromBroker, fromQueue, toBroker, toQueue].join(' ')
      }
      size="small"
      columns={columns}
      dataSource={group.queues}
      pagination={group.queues.length > 32 ? { pageSize: 32, size: 'small', showSizeChanger: false } : false}
    />
  );
}
