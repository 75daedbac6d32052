import { AggregatorRegistry } from 'prom-client';

/** One metric with its figures, as a registry of prom-client gives it and a message between processes carries it. */
export interface MetricFigures {
  name: string;
  help: string;
  /** `counter`, `gauge`, `histogram` or `summary`. */
  type: unknown;
  /** How those of several processes become one. */
  aggregator: string;
  values: { value: number; labels: object; metricName?: string }[];
}

/**
 * Makes one set of figures of those of several processes: counters add up, and gauges do what their aggregator says. A
 * figure that is unknown (NaN) in one of them is unknown in all, and left out.
 */
export async function mergeMetrics(parts: readonly (readonly MetricFigures[])[]): Promise<MetricFigures[]> {
  const merged: MetricFigures[] = await AggregatorRegistry.aggregate(
    parts.map((part) => part.map(shown)),
  ).getMetricsAsJSON();
  return merged.map((metric) => ({
    ...metric,
    values: metric.values.filter(({ value }) => !Number.isNaN(value)),
  }));
}

/** The figures that only grow: they stay in the sum when the process that counted them has ended. */
export function growing(part: readonly MetricFigures[]): MetricFigures[] {
  return part.filter(({ type }) => type === 'counter' || type === 'histogram');
}

/** All parts together as Prometheus reads them. */
export async function metricsText(parts: readonly (readonly MetricFigures[])[]): Promise<string> {
  return AggregatorRegistry.aggregate([await mergeMetrics(parts)]).metrics();
}

/** What prom-client leaves out of a sum (when the process began) is that of the oldest process. */
function shown(metric: MetricFigures): MetricFigures {
  return metric.aggregator === 'omit' ? { ...metric, aggregator: 'min' } : metric;
}
