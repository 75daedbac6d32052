import { Popover } from 'antd';
import type { ComponentProps, ReactElement } from 'react';
import { PopupCover } from './popup/popup-cover.js';
import { ReasonView } from './reason-view.js';

interface Props extends ComponentProps<typeof ReasonView> {
  id: string;
  open: boolean;
}

/** What a {@link StateTag} tells while it is pointed at, a file of its own: no page begins with it. */
export default function StatePopover({ id, open, ...reason }: Props): ReactElement {
  return (
    <Popover id={id} open={open} content={<ReasonView {...reason} />}>
      <PopupCover />
    </Popover>
  );
}
