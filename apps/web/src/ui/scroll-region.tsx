import type { ReactElement, ReactNode } from 'react';

/** A wide table that scrolls sideways. It takes the focus, so that the keyboard scrolls what holds nothing to focus (WCAG 2.1.1). */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="table-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
