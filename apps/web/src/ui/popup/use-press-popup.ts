import { useRef, useState, type PointerEvent, type RefObject } from 'react';

/** A popup that a button opens and closes, and that exists only after it was first wanted. */
export interface PressPopup {
  /** False until it is first wanted: nothing of it is drawn, which in a table is much of what a row would cost. */
  made: boolean;
  open: boolean;
  /** By the popup itself, or by what it leads to. */
  onOpenChange: (open: boolean) => void;
  /** Of the element around button and popup. */
  anchor: { className: string; onPointerDownCapture: (event: PointerEvent) => void };
  button: { ref: RefObject<HTMLButtonElement | null>; 'aria-expanded': boolean; onClick: () => void };
}

/** For what a button opens; the button gets the focus back when it closes. */
export function usePressPopup(): PressPopup {
  const [state, setState] = useState<'unmade' | 'closed' | 'open'>('unmade');
  const button = useRef<HTMLButtonElement>(null);
  // A press beside the popup closes it before its click comes: a press of the button itself, too, and its click would open it again.
  const openWhenPressed = useRef(false);
  const open = state === 'open';
  return {
    made: state !== 'unmade',
    open,
    onOpenChange: (wished) => {
      setState(wished ? 'open' : 'closed');
      // By Escape or Tab, or by a choice; a press elsewhere moves the focus on afterwards.
      if (!wished) button.current?.focus({ preventScroll: true });
    },
    anchor: {
      className: 'popup-anchor',
      onPointerDownCapture: ({ target }) => {
        openWhenPressed.current = open && target instanceof Node && button.current?.contains(target) === true;
      },
    },
    button: {
      ref: button,
      'aria-expanded': open,
      onClick: () => {
        setState(open || openWhenPressed.current ? 'closed' : 'open');
        openWhenPressed.current = false;
      },
    },
  };
}
