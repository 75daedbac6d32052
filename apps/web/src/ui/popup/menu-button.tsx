import { Button, type ButtonProps, type MenuProps } from 'antd';
import { lazy, Suspense, type ReactElement } from 'react';
import { RowButton } from '../row-button.js';
import { usePressPopup } from './use-press-popup.js';

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

/** A button that opens a menu. */
export function MenuButton({ menu, placement = 'bottomLeft', inRow = false, ...rest }: Props): ReactElement {
  const { made, open, onOpenChange, anchor, button } = usePressPopup();
  const attributes = { ...button, 'aria-haspopup': 'menu' } as const;
  return (
    <span {...anchor} onPointerEnter={fetchMenu} onFocus={fetchMenu}>
      {inRow ? <RowButton {...attributes}>{rest.children}</RowButton> : <Button {...rest} {...attributes} />}
      {made && (
        <Suspense fallback={null}>
          <ButtonMenu menu={menu()} placement={placement} open={open} onOpenChange={onOpenChange} />
        </Suspense>
      )}
    </span>
  );
}
