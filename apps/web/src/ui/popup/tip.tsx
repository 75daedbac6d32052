import { Tooltip } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { PopupCover } from './popup-cover.js';

/** A hint at the element that it is in, a file of its own: no page begins with one. */
export default function Tip({ title, open }: { title: ReactNode; open: boolean }): ReactElement {
  return (
    <Tooltip title={title} open={open}>
      <PopupCover />
    </Tooltip>
  );
}
