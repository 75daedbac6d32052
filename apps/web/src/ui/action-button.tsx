import { LoadingOutlined } from '@ant-design/icons';
import { Button, type ButtonProps } from 'antd';
import type { ReactElement } from 'react';
import { LateTip } from './popup/late-tip.js';
import { useHoverPopup } from './popup/use-hover-popup.js';
import { RowButton } from './row-button.js';

interface Act {
  /** Why it cannot be used now; null when it can. */
  refusal: string | null;
  /** True while the act is under way: it turns, and further clicks do nothing. */
  loading?: boolean;
  onClick: () => void;
}

type Props = Act &
  (
    | (Omit<ButtonProps, 'disabled' | 'loading' | 'onClick'> & { inRow?: false })
    /** In a row of a long table. */
    | { inRow: true; children: string }
  );

/**
 * A button that, when it cannot be used, stays reachable by keyboard and says why. It turns by an icon of its own: Ant
 * Design's leaves the page by an animation whose end never comes on a busy machine, and it then turned for ever.
 */
export function ActionButton({ refusal, loading = false, onClick, children, ...rest }: Props): ReactElement {
  const { made, shown, handlers } = useHoverPopup();
  const refused = refusal !== null;
  const attributes = {
    ...handlers,
    'aria-busy': loading,
    'aria-disabled': refused ? true : undefined,
    'aria-description': refusal ?? undefined,
    onClick: () => {
      if (!refused && !loading) onClick();
    },
  };
  const why = refused && made && <LateTip title={refusal} open={shown} />;
  const turning = loading && <LoadingOutlined aria-hidden />;
  if (rest.inRow === true)
    return (
      <RowButton {...attributes} className={refused ? 'refused' : ''}>
        {turning}
        {children}
        {why}
      </RowButton>
    );
  const { inRow: _, icon, className = '', ...others } = rest;
  return (
    <Button
      {...others}
      {...attributes}
      icon={turning || icon}
      className={`${className} ${refused ? 'refused' : ''}`.trim()}
    >
      {why ? (
        <>
          {children}
          {why}
        </>
      ) : (
        children
      )}
    </Button>
  );
}
