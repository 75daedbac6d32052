import { LineChartOutlined, TableOutlined } from '@ant-design/icons';
import type { EventView } from '@slipstream/shared';
import { Empty, Segmented, Skeleton, Table, type TableColumnsType } from 'antd';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTaskEvents } from '../events/index.js';
import { useLanguage } from '../../i18n/use-language.js';
import {
  formatCompact,
  formatCount,
  formatDuration,
  formatMoment,
  formatRate,
  formatShare,
  UNKNOWN,
} from '../../ui/format.js';
import { ProblemPage } from '../../ui/problem-view.js';
import { RefreshIndicator } from '../../ui/refresh-indicator.js';
import { StaleNotice } from '../../ui/stale-notice.js';
import { toChartPoints, type ChartPoint, type Metrics } from './chart-series.js';
import { eventMarks } from './event-marks.js';
import { MetricChart, type ChartLine } from './metric-chart.js';
import { useMetrics } from './metrics-api.js';
import { RANGE_MS, TIME_RANGES } from './time-range.js';

const FLOWS = ['both', 'forward', 'reverse'] as const;
const VIEWS = ['charts', 'table'] as const;

interface Props {
  taskId: string;
  /** A two-way task can show each direction apart. */
  twoWay: boolean;
}

/** Delay, messages and failures of a task over time, as charts with one cursor or as a table. The URL keeps the choices. */
export function MonitoringPanel({ taskId, twoWay }: Props): ReactElement {
  const { t } = useTranslation();
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(TIME_RANGES).withDefault('15m'));
  const [flow, setFlow] = useQueryState('flow', parseAsStringLiteral(FLOWS).withDefault('both'));
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('charts'));
  const metrics = useMetrics(taskId, range);
  const pages = useTaskEvents(taskId).data?.pages;
  const events = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const points = useMemo(
    () => (metrics.data === undefined ? [] : toChartPoints(metrics.data, twoWay ? flow : 'both')),
    [metrics.data, flow, twoWay],
  );
  return (
    <div className="monitoring">
      <div className="toolbar">
        <Segmented
          aria-label={t('metrics.range')}
          value={range}
          options={TIME_RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
          onChange={(value) => void setRange(value)}
        />
        {twoWay && (
          <Segmented
            aria-label={t('metrics.flow')}
            value={flow}
            options={FLOWS.map((value) => ({ value, label: t(`flow.${value}`) }))}
            onChange={(value) => void setFlow(value)}
          />
        )}
        <Segmented<(typeof VIEWS)[number]>
          aria-label={t('metrics.view')}
          value={view}
          options={[
            { value: 'charts', label: t('metrics.charts'), icon: <LineChartOutlined /> },
            { value: 'table', label: t('metrics.table'), icon: <TableOutlined /> },
          ]}
          onChange={(value) => void setView(value)}
        />
        <span className="spacer" />
        <RefreshIndicator
          updatedAt={metrics.dataUpdatedAt}
          fetching={metrics.isFetching}
          onRefresh={() => void metrics.refetch()}
        />
      </div>
      {metrics.data !== undefined && <StaleNotice error={metrics.error} updatedAt={metrics.dataUpdatedAt} />}
      {metrics.data === undefined && metrics.error !== null && (
        <ProblemPage level={2} error={metrics.error} onRetry={() => void metrics.refetch()} />
      )}
      {metrics.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {metrics.data !== undefined && points.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('metrics.empty')} />
      )}
      {metrics.data !== undefined && points.length > 0 && view === 'charts' && (
        <Charts points={points} metrics={metrics.data} events={events} rangeMs={RANGE_MS[range]} />
      )}
      {points.length > 0 && view === 'table' && <PointsTable points={points} />}
    </div>
  );
}

function Charts({
  points,
  metrics,
  events,
  rangeMs,
}: {
  points: ChartPoint[];
  metrics: Metrics;
  events: readonly EventView[];
  rangeMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = useCallback((value: number) => formatCount(Math.round(value), language), [language]);
  const compact = useCallback((value: number) => formatCompact(value, language), [language]);
  const rate = useCallback((value: number) => formatRate(value, language), [language]);
  const lines = useMemo(
    () => ({
      delay: [
        { key: 'delay', label: t('metrics.delay'), tone: 'blue' },
        { key: 'delayMax', label: t('metrics.delayMax'), tone: 'grey', dash: '2 3' },
      ] satisfies ChartLine[],
      messages: [
        { key: 'inRate', label: t('metrics.in'), tone: 'green' },
        { key: 'outRate', label: t('metrics.out'), tone: 'blue', dash: '6 4' },
      ] satisfies ChartLine[],
      failures: [
        { key: 'failed', label: t('metrics.failed'), tone: 'red' },
        { key: 'skippedLoop', label: t('metrics.skippedLoop'), tone: 'amber', dash: '6 4' },
        { key: 'filtered', label: t('metrics.filtered'), tone: 'grey', dash: '2 3' },
        { key: 'gapMessages', label: t('metrics.gap'), tone: 'blue', dash: '8 3 2 3' },
      ] satisfies ChartLine[],
      waits: [
        { key: 'throttled', label: t('metrics.throttled'), tone: 'blue' },
        { key: 'backoff', label: t('metrics.backoff'), tone: 'amber', dash: '6 4' },
      ] satisfies ChartLine[],
    }),
    [t],
  );
  const percent = useCallback((value: number) => formatShare(value, language), [language]);
  const marks = useMemo(
    () => eventMarks(events, metrics.to - rangeMs, metrics.to),
    [events, metrics.to, rangeMs],
  );
  const span = { points, marks, from: metrics.to - rangeMs, to: metrics.to };
  return (
    <div className="charts">
      <MetricChart
        {...span}
        title={t('metrics.delayTitle')}
        lines={lines.delay}
        format={formatDuration}
        formatAxis={formatDuration}
      />
      <MetricChart
        {...span}
        title={t('metrics.messagesTitle')}
        lines={lines.messages}
        format={rate}
        formatAxis={compact}
      />
      <MetricChart
        {...span}
        title={t('metrics.failuresTitle')}
        lines={lines.failures}
        format={count}
        formatAxis={compact}
      />
      <MetricChart
        {...span}
        title={t('metrics.waitsTitle')}
        lines={lines.waits}
        format={percent}
        formatAxis={percent}
      />
    </div>
  );
}

function PointsTable({ points }: { points: readonly ChartPoint[] }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: number | null): string => formatCount(value, language);
  const rate = (value: number | null): string => formatRate(value, language);
  const share = (value: number | null): string => (value === null ? UNKNOWN : formatShare(value, language));
  const columns: TableColumnsType<ChartPoint> = [
    { title: t('metrics.time'), dataIndex: 'at', render: (at: number) => formatMoment(at) },
    { title: t('metrics.delay'), dataIndex: 'delay', align: 'right', render: formatDuration },
    { title: t('metrics.delayMax'), dataIndex: 'delayMax', align: 'right', render: formatDuration },
    { title: t('metrics.in'), dataIndex: 'inRate', align: 'right', render: rate },
    { title: t('metrics.out'), dataIndex: 'outRate', align: 'right', render: rate },
    { title: t('metrics.failed'), dataIndex: 'failed', align: 'right', render: count },
    { title: t('metrics.skippedLoop'), dataIndex: 'skippedLoop', align: 'right', render: count },
    { title: t('metrics.filtered'), dataIndex: 'filtered', align: 'right', render: count },
    { title: t('metrics.gap'), dataIndex: 'gapMessages', align: 'right', render: count },
    { title: t('metrics.throttled'), dataIndex: 'throttled', align: 'right', render: share },
    { title: t('metrics.backoff'), dataIndex: 'backoff', align: 'right', render: share },
    { title: t('metrics.lag'), dataIndex: 'lag', align: 'right', render: count },
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
