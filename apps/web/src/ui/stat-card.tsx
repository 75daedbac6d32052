import { Skeleton } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { Sparkline } from './sparkline.js';
import './stat-card.css';

interface Props {
  label: string;
  value: ReactNode;
  /** A second, quieter line. */
  note?: ReactNode;
  tone?: 'normal' | 'warning' | 'error';
  loading?: boolean;
  /** The figure over the last time, oldest first. */
  trend?: readonly (number | null)[];
}

/** One figure with its name. */
export function StatCard({
  label,
  value,
  note,
  tone = 'normal',
  loading = false,
  trend,
}: Props): ReactElement {
  return (
    <section className={`stat-card stat-${tone}`} aria-label={label}>
      <div className="stat-head">
        <span className="stat-label">{label}</span>
        {trend !== undefined && <Sparkline values={trend} />}
      </div>
      <div className="stat-value">
        {loading ? <Skeleton.Button active size="small" style={{ width: 72, height: 22 }} /> : value}
      </div>
      <div className="stat-note">{note ?? '\u00a0'}</div>
    </section>
  );
}
