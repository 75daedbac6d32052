import { Button, Tooltip, type ButtonProps } from 'antd';
import type { ReactElement } from 'react';

type Props = Omit<ButtonProps, 'disabled' | 'onClick'> & {
  /** Why it cannot be used now; null when it can. */
  refusal: string | null;
  onClick: () => void;
};

/** A button that, when it cannot be used, stays reachable by keyboard and says why. */
export function ActionButton({ refusal, onClick, children, className, ...rest }: Props): ReactElement {
  const refused = refusal !== null;
  return (
    <Tooltip title={refusal} trigger={['hover', 'focus']}>
      <Button
        {...rest}
        className={[className, refused ? 'refused' : ''].join(' ').trim()}
        aria-disabled={refused ? true : undefined}
        aria-description={refusal ?? undefined}
        onClick={() => {
          if (!refused) onClick();
        }}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
