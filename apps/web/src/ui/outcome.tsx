import type { ReactElement, ReactNode } from 'react';

interface Props {
  icon: ReactNode;
  title: ReactNode;
  children: ReactNode;
  /** What can be done. */
  action?: ReactNode;
}

/** A page or panel that has no content to show: why, and what to do. */
export function Outcome({ icon, title, children, action }: Props): ReactElement {
  return (
    <div className="outcome">
      <div className="outcome-icon" aria-hidden="true">
        {icon}
      </div>
      <h2>{title}</h2>
      <div className="quiet">{children}</div>
      {action !== undefined && action !== false && <div className="outcome-action">{action}</div>}
    </div>
  );
}
