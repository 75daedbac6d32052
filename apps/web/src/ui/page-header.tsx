import type { ReactElement, ReactNode } from 'react';
import { usePageHeading } from './use-page-heading.js';

interface Props {
  title: ReactNode;
  /** Beside the title: tags. */
  tags?: ReactNode;
  /** Under the title. */
  description?: ReactNode;
  /** At the right end. */
  extra?: ReactNode;
  /** Above the title. */
  back?: ReactNode;
}

/** Head of a page; the title is the page's only `h1`. */
export function PageHeader({ title, tags, description, extra, back }: Props): ReactElement {
  const heading = usePageHeading();
  return (
    <header className="page-header">
      {back !== undefined && <nav className="page-back">{back}</nav>}
      <div className="page-header-row">
        <div className="page-title">
          <h1 ref={heading}>{title}</h1>
          {tags}
        </div>
        {extra !== undefined && <div className="page-extra">{extra}</div>}
      </div>
      {description !== undefined && <p className="page-description">{description}</p>}
    </header>
  );
}
