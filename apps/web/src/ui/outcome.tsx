import type { ReactElement, ReactNode } from 'react';
import { usePageHeading } from './use-page-heading.js';

interface Props {
  /** 1 when it is the whole page, 2 when it is a part of one. */
  level?: 1 | 2;
  icon: ReactNode;
  title: ReactNode;
  children: ReactNode;
  /** What can be done. */
  action?: ReactNode;
}

/** A page or panel that has no content to show: why, and what to do. */
export function Outcome({ level = 1, icon, title, children, action }: Props): ReactElement {
  const Heading = level === 1 ? 'h1' : 'h2';
  const heading = usePageHeading(level === 1);
  return (
    <div className="outcome">
      <div className="outcome-icon" aria-hidden="true">
        {icon}
      </div>
      <Heading ref={heading}>{title}</Heading>
      <div className="quiet">{children}</div>
      {action !== undefined && action !== false && <div className="outcome-action">{action}</div>}
    </div>
  );
}
