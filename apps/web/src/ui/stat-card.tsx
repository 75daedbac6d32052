import { Skeleton } from 'antd';
import type { ReactElement, ReactNode } from 'react';

interface Props {
  label: string;
  value: ReactNode;
  /** A second, quieter line. */
  note?: ReactNode;
  tone?: 'normal' | 'warning' | 'error';
  loading?: boolean;
}

/** One figure with its name. */
export function StatCard({ label, value, note, tone = 'normal', loading = false }: Props): ReactElement {
  return (
    <section className={`stat-card stat-${tone}`} aria-label={label}>
      <div className="stat-label">{label}</div>
      <div className="stat-value">
        {loading ? <Skeleton.Button active size="small" style={{ width: 72, height: 22 }} /> : value}
      </div>
      <div className="stat-note">{note ?? '\u00a0'}</div>
    </section>
  );
}
