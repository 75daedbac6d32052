import { Dropdown, type MenuProps } from 'antd';
import type { ReactElement } from 'react';
import { PopupCover } from './popup-cover.js';

interface Props {
  menu: MenuProps;
  placement: 'bottomLeft' | 'bottomRight';
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The menu of a {@link MenuButton}, a file of its own: no page begins with an open menu. */
export default function ButtonMenu({ menu, placement, open, onOpenChange }: Props): ReactElement {
  return (
    <Dropdown trigger={['click']} placement={placement} open={open} onOpenChange={onOpenChange} menu={menu}>
      <PopupCover />
    </Dropdown>
  );
}
