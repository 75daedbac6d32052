import { LineChartOutlined, TableOutlined } from '@ant-design/icons';
import type { EventView } from '@slipstream/shared';
import { Empty, Segmented, Skeleton } from 'antd';
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from 'nuqs';
import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemPage } from '../../ui/problem-view.js';
import { RefreshIndicator } from '../../ui/refresh-indicator.js';
import { StaleNotice } from '../../ui/stale-notice.js';
import { useTaskEvents } from '../events/index.js';
import { ChartFrame } from './chart-frame.js';
import { silences, toChartPoints, type ChartPoint, type Metrics } from './chart-series.js';
import { CHART_IDS, CHARTS, type ChartDefinition, type ChartId } from './charts.js';
import { eventMarks, sameMarks } from './event-marks.js';
import './metrics.css';
import { useMetrics } from './metrics-api.js';
import { PointsTable } from './points-table.js';
import { SpanPicker } from './span-picker.js';
import { TIME_RANGES } from './time-range.js';
import { spanOf } from './time-span.js';
import { sameRows, useStable } from './use-stable.js';

const FLOWS = ['both', 'forward', 'reverse'] as const;
const VIEWS = ['charts', 'table'] as const;

interface Props {
  taskId: string;
  /** A two-way task can show each direction apart. */
  twoWay: boolean;
  /** ISO 8601; before it there was nothing to show. */
  createdAt: string;
  /** Opens an event of the task where all is said of it. */
  onEvent: (eventId: string) => void;
}

/** The task over time, as charts with one cursor or as tables. The address keeps the choices. */
export function MonitoringPanel({ taskId, twoWay, createdAt, onEvent }: Props): ReactElement {
  const { t } = useTranslation();
  const [{ range, from, to }, setTime] = useQueryStates({
    range: parseAsStringLiteral(TIME_RANGES).withDefault('15m'),
    from: parseAsString,
    to: parseAsString,
  });
  const [flow, setFlow] = useQueryState('flow', parseAsStringLiteral(FLOWS).withDefault('both'));
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('charts'));
  const [openedAt] = useState(() => Date.now());
  const span = spanOf(range, from, to, openedAt);
  const metrics = useMetrics(taskId, span);
  const pages = useTaskEvents(taskId).data?.pages;
  const events = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const points = useMemo(
    () => (metrics.data === undefined ? [] : toChartPoints(metrics.data, twoWay ? flow : 'both')),
    [metrics.data, flow, twoWay],
  );
  // A page of its own in the browser's history: "back" leaves the zoom.
  const zoom = useCallback(
    (first: number, last: number) =>
      void setTime({ from: String(Math.round(first)), to: String(Math.round(last)) }, { history: 'push' }),
    [setTime],
  );
  return (
    <div className="monitoring">
      <div className="toolbar">
        <SpanPicker
          span={span}
          onRange={(value) => void setTime({ range: value, from: null, to: null })}
          onCustom={zoom}
          onBack={() => void setTime({ from: null, to: null }, { history: 'push' })}
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
        <Charts
          points={points}
          metrics={metrics.data}
          events={events}
          createdAt={Date.parse(createdAt)}
          onZoom={zoom}
          onEvent={onEvent}
        />
      )}
      {points.length > 0 && view === 'table' && <PointsTable points={points} />}
    </div>
  );
}

interface ChartsProps {
  points: readonly ChartPoint[];
  metrics: Metrics;
  events: readonly EventView[];
  /** ms since the epoch. */
  createdAt: number;
  onZoom: (from: number, to: number) => void;
  onEvent: (eventId: string) => void;
}

function Charts({ points, metrics, events, createdAt, onZoom, onEvent }: ChartsProps): ReactElement {
  const [tables, setTables] = useQueryState(
    'tables',
    parseAsArrayOf(parseAsStringLiteral(CHART_IDS)).withDefault([]),
  );
  const onTable = useCallback(
    (id: ChartId, asTable: boolean) =>
      void setTables((before) => {
        const rest = before.filter((other) => other !== id);
        return asTable ? [...rest, id] : rest;
      }),
    [setTables],
  );
  // The axis moves by whole steps, with the points.
  const to = Math.floor(metrics.to / metrics.step) * metrics.step;
  const from = to - (metrics.to - metrics.from);
  const marks = useStable(eventMarks(events, from, to), sameMarks);
  const silent = useStable(silences(points, metrics.step, createdAt), sameRows);
  return (
    <div className="charts">
      {CHARTS.map((chart) => (
        <Chart
          key={chart.id}
          chart={chart}
          all={points}
          marks={marks}
          silent={silent}
          from={from}
          to={to}
          asTable={tables.includes(chart.id)}
          onTable={onTable}
          onZoom={onZoom}
          onEvent={onEvent}
        />
      ))}
    </div>
  );
}

type ChartProps = Omit<Parameters<typeof ChartFrame>[0], 'points'> & {
  chart: ChartDefinition;
  all: readonly ChartPoint[];
};

/** Gives a chart only its own figures, and the same list as long as they are the same. */
function Chart({ all, ...props }: ChartProps): ReactElement {
  const own = all.map((point): ChartPoint => {
    const figures = { ...NO_FIGURES, at: point.at };
    for (const { key } of props.chart.lines) figures[key] = point[key];
    return figures;
  });
  return <ChartFrame {...props} points={useStable(own, sameRows)} />;
}

const NO_FIGURES: ChartPoint = {
  at: 0,
  delay: null,
  delayMax: null,
  inRate: null,
  outRate: null,
  failed: null,
  skippedLoop: null,
  filtered: null,
  gapMessages: null,
  throttled: null,
  backoff: null,
  bytesRate: null,
  lag: null,
};
