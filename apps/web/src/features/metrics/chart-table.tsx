import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { Moment } from '../../ui/moment.js';
import { ScrollRegion } from '../../ui/scroll-region.js';
import type { ChartPoint } from './chart-series.js';
import { formatValue } from './chart-values.js';
import type { ChartDefinition } from './charts.js';

/** The figures of one chart, newest first. */
export function ChartTable({
  chart,
  points,
}: {
  chart: ChartDefinition;
  points: readonly ChartPoint[];
}): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const known = points.filter((point) => chart.lines.some(({ key }) => point[key] !== null));
  return (
    <ScrollRegion label={t(chart.title)}>
      <table className="chart-table">
        <thead>
          <tr>
            <th scope="col">{t('metrics.time')}</th>
            {chart.lines.map((line) => (
              <th key={line.key} scope="col">
                {t(line.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {known.toReversed().map((point) => (
            <tr key={point.at}>
              <td>
                <Moment at={point.at} inRow />
              </td>
              {chart.lines.map((line) => (
                <td key={line.key}>{formatValue(point[line.key], chart.unit, language)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
