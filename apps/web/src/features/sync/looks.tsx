import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  DeleteFilled,
  ExclamationCircleFilled,
  EyeInvisibleFilled,
  FastForwardFilled,
  MinusCircleFilled,
  QuestionCircleFilled,
  SearchOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { MetadataState, ProgressOutcome, ProgressWhy } from '@slipstream/shared';
import type { ReactElement, ReactNode } from 'react';
import { LOOK_COLORS, type Look } from '../../ui/state-look.js';

const { GREEN, BLUE, GREY, AMBER, RED } = LOOK_COLORS;

/** Every state of metadata; one that is missing fails to compile. */
export const METADATA_LOOK: Readonly<Record<MetadataState, Look>> = {
  SAME: { color: GREEN, icon: <CheckCircleFilled /> },
  DIFFERS: { color: AMBER, icon: <ExclamationCircleFilled /> },
  MISSING: { color: RED, icon: <QuestionCircleFilled /> },
  ORPHANED: { color: AMBER, icon: <DeleteFilled /> },
  SKIPPED: { color: GREY, icon: <MinusCircleFilled /> },
};

/** Progress that is carried. */
export const IN_STEP_LOOK: Look = { color: GREEN, icon: <CheckCircleFilled /> };

/** Every reason why progress is not carried; one that is missing fails to compile. */
export const PROGRESS_LOOK: Readonly<Record<ProgressWhy, Look>> = {
  ALREADY_AHEAD: { color: GREY, icon: <FastForwardFilled /> },
  LIVE_MEMBERS: { color: BLUE, icon: <TeamOutlined /> },
  MOVING_BY_ITSELF: { color: BLUE, icon: <TeamOutlined /> },
  AHEAD_OF_COPIES: { color: BLUE, icon: <ClockCircleFilled /> },
  GROUP_MISSING: { color: AMBER, icon: <ExclamationCircleFilled /> },
  NOT_SEEN: { color: AMBER, icon: <EyeInvisibleFilled /> },
  POP_IN_FLIGHT: { color: AMBER, icon: <ClockCircleFilled /> },
  POP_RETRY: { color: AMBER, icon: <ClockCircleFilled /> },
  POP_UNKNOWN: { color: AMBER, icon: <QuestionCircleFilled /> },
  REFUSED: { color: RED, icon: <CloseCircleFilled /> },
  SEARCHING: { color: BLUE, icon: <SearchOutlined /> },
};

/** What became of a queue whose progress was carried by hand. */
export const OUTCOME_LOOK: Readonly<Record<ProgressOutcome, Look>> = {
  APPLIED: { color: GREEN, icon: <CheckCircleFilled /> },
  UNCHANGED: { color: GREY, icon: <MinusCircleFilled /> },
  REFUSED: { color: RED, icon: <CloseCircleFilled /> },
};

/** An icon on its colour, and words beside it: colour is never alone. */
export function LookLabel({ look, children }: { look: Look; children: ReactNode }): ReactElement {
  return (
    <span className="health">
      <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
        {look.icon}
      </span>
      {children}
    </span>
  );
}
