import { Table, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { Moment } from '../../ui/moment.js';
import type { ChartPoint } from './chart-series.js';
import { formatValue } from './chart-values.js';
import { CHARTS } from './charts.js';

/** The figures of all charts in one table, newest first. */
export function PointsTable({ points }: { points: readonly ChartPoint[] }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns: TableColumnsType<ChartPoint> = [
    { title: t('metrics.time'), dataIndex: 'at', render: (at: number) => <Moment at={at} inRow /> },
    ...CHARTS.flatMap((chart) =>
      chart.lines.map((line) => ({
        title: chart.id === 'bytes' ? t(chart.title) : t(line.label),
        key: line.key,
        dataIndex: line.key,
        align: 'right' as const,
        render: (value: number | null) => formatValue(value, chart.unit, language),
      })),
    ),
  ];
  return (
    <Table
      rowKey="at"
      size="small"
      columns={columns}
      dataSource={points.toReversed()}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, showSizeChanger: false }}
    />
  );
}
