import { LoadingOutlined } from '@ant-design/icons';
import { Button, Tooltip, type ButtonProps } from 'antd';
import type { ReactElement } from 'react';
import { PopupCover } from './popup/popup-cover.js';
import { useHoverPopup } from './popup/use-hover-popup.js';

type Props = Omit<ButtonProps, 'disabled' | 'loading' | 'onClick'> & {
  /** Why it cannot be used now; null when it can. */
  refusal: string | null;
  /** True while the act is under way: it turns, and further clicks do nothing. */
  loading?: boolean;
  onClick: () => void;
};

/**
 * A button that, when it cannot be used, stays reachable by keyboard and says why. It turns by an icon of its own: Ant
 * Design's leaves the page by an animation whose end never comes on a busy machine, and it then turned for ever.
 */
export function ActionButton({
  refusal,
  onClick,
  children,
  className,
  loading = false,
  icon,
  ...rest
}: Props): ReactElement {
  const { made, shown, handlers } = useHoverPopup();
  const refused = refusal !== null;
  return (
    <Button
      {...rest}
      {...handlers}
      icon={loading ? <LoadingOutlined aria-hidden /> : icon}
      className={[className, refused ? 'refused' : ''].join(' ').trim()}
      aria-busy={loading}
      aria-disabled={refused ? true : undefined}
      aria-description={refusal ?? undefined}
      onClick={() => {
        if (!refused && !loading) onClick();
      }}
    >
      {refused && made ? (
        <>
          {children}
          <Tooltip title={refusal} open={shown}>
            <PopupCover />
          </Tooltip>
        </>
      ) : (
        children
      )}
    </Button>
  );
}
