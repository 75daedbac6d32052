import type { Reason, TaskHealth, TaskState } from '@slipstream/shared';
import { Tag } from 'antd';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { late } from './late.js';
import { useHoverPopup } from './popup/use-hover-popup.js';
import { STATE_LOOK } from './state-look.js';

const StatePopover = late(() => import('./state-popover.js'));

interface Props {
  state: TaskState;
  reason: Reason | null;
  /** ISO 8601; since when the task is in this state. */
  since: string;
  /** Of a running task: what is not well is told too. */
  health?: TaskHealth;
}

/** A task's state. Hover or focus says why it is so, since when, and what to do. */
export function StateTag({ state, reason, since, health }: Props): ReactElement {
  const { t } = useTranslation();
  const { made, shown, handlers } = useHoverPopup();
  const id = useId();
  const look = STATE_LOOK[state];
  return (
    <span className="popup-anchor" {...handlers}>
      <button
        type="button"
        className="plain-button"
        data-testid="state-tag"
        data-state={state}
        aria-describedby={shown ? id : undefined}
      >
        <Tag color={look.color} variant="solid" icon={look.icon} className="state-tag">
          {t(`state.${state}`)}
        </Tag>
      </button>
      {made && (
        <StatePopover
          id={id}
          open={shown}
          state={state}
          reason={reason}
          since={since}
          {...(state === 'RUNNING' && health !== undefined ? { health } : {})}
        />
      )}
    </span>
  );
}
