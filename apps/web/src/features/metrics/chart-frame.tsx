import { DownloadOutlined, LineChartOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { lazy, memo, Suspense, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { downloadCsv } from '../../ui/csv.js';
import { useTheme } from '../../ui/preferences.js';
import { lastKnown } from './chart-series.js';
import { ChartTable } from './chart-table.js';
import { formatValue } from './chart-values.js';
import { TONES, type ChartId } from './charts.js';
import { EventLegend } from './event-flag.js';
import type { PlotProps } from './metric-chart.js';

// The drawing library comes when a chart is shown; figures and tables do not wait for it.
const MetricChart = lazy(() => import('./metric-chart.js'));

interface Props extends PlotProps {
  asTable: boolean;
  onTable: (chart: ChartId, asTable: boolean) => void;
}

/** One chart with its name, its newest figures, and its table and CSV. Drawn again only when something of its own changes. */
export const ChartFrame = memo(function ChartFrame({ asTable, onTable, ...plot }: Props): ReactElement {
  const { chart, points, marks, silent } = plot;
  const { t } = useTranslation();
  const language = useLanguage();
  const { dark } = useTheme();
  const title = t(chart.title);
  const tableLabel = t(asTable ? 'chart.showChart' : 'chart.showTable', { title });
  const csvLabel = t('chart.csv', { title });
  const save = (): void =>
    downloadCsv(`${chart.id}.csv`, [
      ['time', ...chart.lines.map(({ key }) => key)],
      ...points.map((point) => [
        new Date(point.at).toISOString(),
        ...chart.lines.map(({ key }) => point[key]),
      ]),
    ]);
  return (
    <figure className="chart" aria-label={title}>
      <figcaption>
        <h3>{title}</h3>
        <ul className="chart-legend">
          {chart.lines.map((line) => (
            <li key={line.key}>
              <svg width="22" height="8" aria-hidden="true">
                <line
                  x1="0"
                  y1="4"
                  x2="22"
                  y2="4"
                  stroke={TONES[line.tone][dark ? 1 : 0]}
                  strokeWidth="2.500"
                  strokeDasharray={line.dash}
                />
              </svg>
              {t(line.label)}{' '}
              <strong>{formatValue(lastKnown(points, line.key), chart.unit, language)}</strong>
            </li>
          ))}
          <EventLegend marks={marks} dark={dark} />
          {silent.length > 0 && (
            <li>
              <span className="chart-silent" aria-hidden="true" />
              {t('chart.silent')}
            </li>
          )}
        </ul>
        <span className="chart-acts">
          <Tooltip title={tableLabel}>
            <Button
              type="text"
              size="small"
              aria-label={tableLabel}
              icon={asTable ? <LineChartOutlined /> : <TableOutlined />}
              onClick={() => onTable(chart.id, !asTable)}
            />
          </Tooltip>
          <Tooltip title={csvLabel}>
            <Button
              type="text"
              size="small"
              aria-label={csvLabel}
              icon={<DownloadOutlined />}
              onClick={save}
            />
          </Tooltip>
        </span>
      </figcaption>
      <div className="chart-plot">
        {asTable ? (
          <ChartTable chart={chart} points={points} />
        ) : (
          <Suspense fallback={<div className="chart-loading" />}>
            <MetricChart {...plot} />
          </Suspense>
        )}
      </div>
    </figure>
  );
});
