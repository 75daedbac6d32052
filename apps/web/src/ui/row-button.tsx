import type { ButtonHTMLAttributes, ReactElement, Ref } from 'react';
import './row-button.css';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> };

/** A button in a row of a long table. It looks like Ant Design's link button, of which two cost as much to draw as the rest of a row. */
export function RowButton({ className, children, ...rest }: Props): ReactElement {
  return (
    <button {...rest} type="button" className={`row-button ${className ?? ''}`.trim()}>
      {children}
    </button>
  );
}
