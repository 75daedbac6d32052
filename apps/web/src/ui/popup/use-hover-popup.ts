import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type PointerEvent } from 'react';

/** From the pointer's coming or going to the popup's, ms; on its way into the popup the pointer may leave what it belongs to. */
const DELAY_MS = 100;

/** A popup that exists only after it was first wanted. */
export interface HoverPopup {
  /** False until it is first wanted: nothing of it is drawn, which in a table is most of what a row would cost. */
  made: boolean;
  shown: boolean;
  /** Of the element that has the popup. React counts the popup as part of it, so the popup stays while it is pointed at. */
  handlers: {
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: (event: PointerEvent) => void;
    onFocus: (event: FocusEvent) => void;
    onBlur: (event: FocusEvent) => void;
    onKeyDown: (event: KeyboardEvent) => void;
  };
}

/** For what is told about an element while it is pointed at or has the focus; Escape takes it away. */
export function useHoverPopup(): HoverPopup {
  const [state, setState] = useState<'unmade' | 'hidden' | 'shown'>('unmade');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const become = (next: 'hidden' | 'shown', afterMs: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => setState((now) => (now === 'unmade' && next === 'hidden' ? now : next)),
      afterMs,
    );
  };
  return {
    made: state !== 'unmade',
    shown: state === 'shown',
    handlers: {
      onPointerEnter: () => become('shown', DELAY_MS),
      onPointerLeave: () => become('hidden', DELAY_MS),
      onFocus: () => become('shown', 0),
      onBlur: () => become('hidden', 0),
      onKeyDown: ({ key }) => {
        if (key === 'Escape') become('hidden', 0);
      },
    },
  };
}
