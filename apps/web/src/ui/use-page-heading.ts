import { useEffect, useRef, type RefObject } from 'react';

const PRODUCT = 'Slipstream';
let arriving = false;

/** Says that another page was opened: its heading takes the focus when it is there. */
export function expectPageHeading(): void {
  arriving = true;
}

/**
 * For the `h1` of a page: gives the browser's tab its text, and takes the focus after another page was opened, so that
 * a screen reader reads where one is and the next Tab leads into the page.
 */
export function usePageHeading(enabled = true): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  // After each render, since the text may have come later than the page.
  useEffect(() => {
    const element = heading.current;
    if (!enabled || element === null) return;
    const text = element.textContent.trim();
    const title = text === '' ? PRODUCT : `${text} · ${PRODUCT}`;
    if (document.title !== title) document.title = title;
    if (!arriving) return;
    arriving = false;
    if (isTyping(document.activeElement)) return;
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  });
  return heading;
}

/** True in a field, where a letter is text and not a command. */
export function isTyping(element: Element | null): boolean {
  return (
    element !== null &&
    element.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]') !==
      null
  );
}
