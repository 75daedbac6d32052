import type { HTMLAttributes, ReactElement, Ref } from 'react';
import './popup.css';

/**
 * Lies over an element that has a popup, and is what Ant Design places the popup at: so the popup can come and go without the element
 * being made anew, which would lose its focus.
 */
export function PopupCover({
  ref,
  ...rest
}: HTMLAttributes<HTMLSpanElement> & { ref?: Ref<HTMLSpanElement> }): ReactElement {
  return <span {...rest} ref={ref} className="popup-cover" aria-hidden="true" />;
}
