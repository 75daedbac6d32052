import { useState, type ReactElement } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatMoment, formatTick } from '../../ui/format.js';
import { useTheme } from '../../ui/preferences.js';
import type { ChartPoint, Silence } from './chart-series.js';
import { formatAxis, formatValue } from './chart-values.js';
import { TONES, type ChartDefinition } from './charts.js';
import { EventFlag, MARK_TONES } from './event-flag.js';
import type { EventMark } from './event-marks.js';
import { axisTicks } from './time-range.js';
import { SHORTEST_SPAN_MS } from './time-span.js';
import { valueAxis } from './value-axis.js';

/** What a chart shows, and what it does when it is used. Nothing in it changes unless the chart does. */
export interface PlotProps {
  chart: ChartDefinition;
  points: readonly ChartPoint[];
  marks: readonly EventMark[];
  silent: readonly Silence[];
  /** Ends of the time axis, ms since the epoch. */
  from: number;
  to: number;
  onZoom: (from: number, to: number) => void;
  onEvent: (eventId: string) => void;
}

const MARGIN = { top: 16, right: 16, bottom: 0, left: 0 };
const TICK = { fill: 'var(--ant-color-text-secondary)', fontSize: 12 };

/** The lines of one chart over time. All charts of a page share one cursor; dragging over a span zooms to it. */
export default function MetricChart({
  chart,
  points,
  marks,
  silent,
  from,
  to,
  onZoom,
  onEvent,
}: PlotProps): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { dark } = useTheme();
  const shade = dark ? 1 : 0;
  const { lines, unit } = chart;
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const axis = valueAxis(
    Math.max(0, ...points.flatMap((point) => lines.map(({ key }) => point[key] ?? 0))),
    unit,
  );
  const endDrag = (): void => {
    setDrag(null);
    if (drag !== null && Math.abs(drag.to - drag.from) >= SHORTEST_SPAN_MS)
      onZoom(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
  };
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 150 }}>
      <LineChart
        data={[...points]}
        syncId="task"
        syncMethod="value"
        margin={MARGIN}
        accessibilityLayer={false}
        onMouseDown={({ activeLabel }, event) => {
          event.preventDefault();
          if (activeLabel !== undefined) setDrag({ from: Number(activeLabel), to: Number(activeLabel) });
        }}
        onMouseMove={({ activeLabel }) => {
          if (drag !== null && activeLabel !== undefined) setDrag({ ...drag, to: Number(activeLabel) });
        }}
        onMouseUp={endDrag}
        onMouseLeave={() => setDrag(null)}
      >
        <CartesianGrid vertical={false} stroke="var(--ant-color-border-secondary)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[from, to]}
          allowDataOverflow
          ticks={axisTicks(from, to)}
          tickFormatter={(at: number) => formatTick(at, to - from, language)}
          tick={TICK}
          stroke="var(--ant-color-border)"
          tickLine={false}
        />
        <YAxis
          width={76}
          domain={[0, axis.top]}
          ticks={axis.ticks}
          interval={0}
          tickFormatter={(value: number) => formatAxis(value, unit, language)}
          tick={TICK}
          stroke="var(--ant-color-border)"
          tickLine={false}
          axisLine={false}
        />
        {silent.map((span) => (
          <ReferenceArea
            key={span.from}
            x1={Math.max(from, span.from)}
            x2={Math.min(to, span.to)}
            fill="var(--ant-color-fill-secondary)"
            fillOpacity={1}
            stroke="none"
          />
        ))}
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
                    {t(line.label)}
                    <strong>{formatValue(point[line.key], unit, language)}</strong>
                  </div>
                ))}
              </div>
            );
          }}
        />
        {lines.map((line) => (
          <Line
            key={line.key}
            dataKey={line.key}
            name={t(line.label)}
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
        {drag !== null && (
          <ReferenceArea x1={drag.from} x2={drag.to} fill="var(--ant-color-primary)" fillOpacity={0.15} />
        )}
        {marks.map((mark, index) => (
          <ReferenceLine
            key={mark.at}
            x={mark.at}
            stroke={MARK_TONES[mark.severity][shade]}
            strokeDasharray="2 2"
            label={<EventFlag mark={mark} dark={dark} first={index === 0} onOpen={onEvent} />}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
