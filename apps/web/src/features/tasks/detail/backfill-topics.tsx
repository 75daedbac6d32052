import type { BackfillTopic, BackfillView } from '@slipstream/shared';
import { Progress, Table, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount, formatDuration, formatRate } from '../../../ui/format.js';
import { formatPercent } from './backfill-percent.js';

/** The backfill of each topic, those with the most left first. */
export default function BackfillTopics({
  backfill,
  twoWay,
}: {
  backfill: BackfillView;
  twoWay: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns: TableColumnsType<BackfillTopic> = [
    { title: t('backfill.topic'), dataIndex: 'topic', width: 260, ellipsis: true },
    ...(twoWay
      ? [
          {
            title: t('backfill.direction'),
            dataIndex: 'direction',
            width: 90,
            render: (direction: BackfillTopic['direction']) => t(`flow.${direction}`),
          },
        ]
      : []),
    {
      title: t('backfill.progress'),
      key: 'percent',
      width: 260,
      render: (_value, { topic, percent }) => (
        <Progress
          aria-label={t('backfill.progressOf', { topic })}
          size="small"
          status="normal"
          percent={percent ?? 0}
          format={() => formatPercent(percent, language)}
        />
      ),
    },
    {
      title: t('backfill.leftColumn'),
      dataIndex: 'left',
      width: 130,
      align: 'right',
      render: (left: string | null) => formatCount(left, language),
    },
    {
      title: t('backfill.rateColumn'),
      dataIndex: 'messagesPerSecond',
      width: 110,
      align: 'right',
      render: (rate: number | null) => formatRate(rate, language),
    },
    {
      title: t('backfill.etaColumn'),
      dataIndex: 'etaMs',
      width: 120,
      align: 'right',
      render: (ms: number | null) => formatDuration(ms, language),
    },
  ];
  return (
    <Table
      className="backfill-topics"
      rowKey={({ direction, topic }) => `${direction} ${topic}`}
      size="small"
      virtual
      scroll={{ x: 880, y: 240 }}
      pagination={false}
      columns={columns}
      dataSource={backfill.topics}
      footer={
        backfill.topicsTotal > backfill.topics.length
          ? () => t('backfill.more', { shown: backfill.topics.length, count: backfill.topicsTotal })
          : undefined
      }
    />
  );
}
