import { Button, type ButtonProps, type MenuProps } from 'antd';
import { lazy, Suspense, useRef, useState, type PointerEvent, type ReactElement } from 'react';
import { RowButton } from '../row-button.js';

const loadMenu = (): Promise<typeof import('./button-menu.js')> => import('./button-menu.js');
const ButtonMenu = lazy(loadMenu);
/** What comes before a press sends for the menu, so that it is there with it. A failure is told when it is pressed. */
const fetchMenu = (): void => void loadMenu().catch(() => undefined);

type Props = Omit<ButtonProps, 'onClick'> & {
  /** In a row of a long table, where it looks like a link whatever else is asked for. */
  inRow?: boolean;
  /** Asked for when the menu is first wanted, and while it is there. */
  menu: () => MenuProps;
  placement?: 'bottomLeft' | 'bottomRight';
};

/** A button that opens a menu. The menu exists only after it was first wanted, which in a table is much of what a row would cost. */
export function MenuButton({ menu, placement = 'bottomLeft', inRow = false, ...rest }: Props): ReactElement {
  const [state, setState] = useState<'unmade' | 'closed' | 'open'>('unmade');
  const button = useRef<HTMLButtonElement>(null);
  // A press beside the menu closes it before its click comes: a press of the button itself, too, and its click would open it again.
  const openWhenPressed = useRef(false);
  const isOpen = state === 'open';
  const attributes = {
    ref: button,
    'aria-haspopup': 'menu',
    'aria-expanded': isOpen,
    onClick: () => {
      setState(isOpen || openWhenPressed.current ? 'closed' : 'open');
      openWhenPressed.current = false;
    },
  } as const;
  return (
    <span
      className="popup-anchor"
      onPointerEnter={fetchMenu}
      onFocus={fetchMenu}
      onPointerDownCapture={(event: PointerEvent) => {
        const { target } = event;
        openWhenPressed.current =
          isOpen && target instanceof Node && button.current?.contains(target) === true;
      }}
    >
      {inRow ? <RowButton {...attributes}>{rest.children}</RowButton> : <Button {...rest} {...attributes} />}
      {state !== 'unmade' && (
        <Suspense fallback={null}>
          <ButtonMenu
            menu={menu()}
            placement={placement}
            open={isOpen}
            onOpenChange={(open) => {
              setState(open ? 'open' : 'closed');
              // By Escape or Tab, or by a choice; a press elsewhere moves the focus on afterwards.
              if (!open) button.current?.focus({ preventScroll: true });
            }}
          />
        </Suspense>
      )}
    </span>
  );
}
