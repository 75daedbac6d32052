import { memo, type ReactElement } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { EventFlag, EventLegend, MARK_TONES } from './event-flag.js';
import type { EventMark } from './event-marks.js';
import { useLanguage } from '../../i18n/use-language.js';
import { formatMoment, formatTick, UNKNOWN } from '../../ui/format.js';
import { useTheme } from '../../ui/preferences.js';
import { lastKnown, type ChartPoint } from './chart-series.js';
import { axisTicks } from './time-range.js';

/** One line of a chart. */
export interface ChartLine {
  key: Exclude<keyof ChartPoint, 'at'>;
  label: string;
  tone: keyof typeof TONES;
  /** Dash pattern, so that colour is never alone; solid when absent. */
  dash?: string;
}

interface Props {
  title: string;
  lines: readonly ChartLine[];
  points: readonly ChartPoint[];
  marks: readonly EventMark[];
  from: number;
  to: number;
  format: (value: number) => string;
  formatAxis: (value: number) => string;
}

/** Line colours with at least 3:1 on their background: light theme, dark theme. */
const TONES = {
  blue: ['#0958d9', '#69b1ff'],
  green: ['#237804', '#95de64'],
  amber: ['#ad4e00', '#ffc069'],
  red: ['#cf1322', '#ff7875'],
  grey: ['#595959', '#bfbfbf'],
} as const;

const MARGIN = { top: 14, right: 16, bottom: 0, left: 0 };

/** One chart over time. All charts of a page share one cursor. */
export const MetricChart = memo(function MetricChart(props: Props): ReactElement {
  const { title, lines, points, marks, from, to, format, formatAxis } = props;
  const language = useLanguage();
  const { dark } = useTheme();
  const shade = dark ? 1 : 0;
  const last = lastKnown(points);
  const value = (point: ChartPoint | null, line: ChartLine): string => {
    const number = point?.[line.key] ?? null;
    return number === null ? UNKNOWN : format(number);
  };
  return (
    <figure className="chart" aria-label={title}>
      <figcaption>
        <h3>{title}</h3>
        <ul className="chart-legend">
          {lines.map((line) => (
            <li key={line.key}>
              <svg width="22" height="8" aria-hidden="true">
                <line
                  x1="0"
                  y1="4"
                  x2="22"
                  y2="4"
                  stroke={TONES[line.tone][shade]}
                  strokeWidth="2.500"
                  strokeDasharray={line.dash}
                />
              </svg>
              {line.label} <strong>{value(last, line)}</strong>
            </li>
          ))}
          <EventLegend marks={marks} dark={dark} />
        </ul>
      </figcaption>
      <div className="chart-plot">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 180 }}>
          <LineChart
            data={[...points]}
            syncId="task"
            syncMethod="value"
            margin={MARGIN}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--ant-color-border-secondary)" />
            <XAxis
              dataKey="at"
              type="number"
              domain={[from, to]}
              allowDataOverflow
              ticks={axisTicks(from, to)}
              tickFormatter={(at: number) => formatTick(at, to - from, language)}
              tick={{ fill: 'var(--ant-color-text-secondary)', fontSize: 12 }}
              stroke="var(--ant-color-border)"
              tickLine={false}
            />
            <YAxis
              width={64}
              domain={[0, 'auto']}
              allowDecimals={false}
              tickFormatter={formatAxis}
              tick={{ fill: 'var(--ant-color-text-secondary)', fontSize: 12 }}
              stroke="var(--ant-color-border)"
              tickLine={false}
              axisLine={false}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--ant-color-text-tertiary)', strokeDasharray: '3 3' }}
              content={({ active, payload }) => {
                const point = payload?.[0]?.payload as ChartPoint | undefined;
                if (active !== true || point === undefined) return null;
                return (
                  <div className="chart-tooltip">
                    <div>{formatMoment(point.at)}</div>
                    {lines.map((line) => (
                      <div key={line.key} className="chart-tooltip-row">
                        <span className="chart-swatch" style={{ background: TONES[line.tone][shade] }} />
                        {line.label}
                        <strong>{value(point, line)}</strong>
                      </div>
                    ))}
                  </div>
                );
              }}
            />
            {marks.map((mark) => (
              <ReferenceLine
                key={mark.at}
                x={mark.at}
                stroke={MARK_TONES[mark.severity][shade]}
                strokeDasharray="2 2"
                label={<EventFlag mark={mark} dark={dark} />}
              />
            ))}
            {lines.map((line) => (
              <Line
                key={line.key}
                dataKey={line.key}
                name={line.label}
                type="linear"
                stroke={TONES[line.tone][shade]}
                strokeWidth={2}
                strokeDasharray={line.dash}
                dot={false}
                activeDot={{ r: 3 }}
                isAnimationActive={false}
                connectNulls={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
});
