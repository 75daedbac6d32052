import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  DeleteFilled,
  ExclamationCircleFilled,
  LoadingOutlined,
  MinusCircleFilled,
  PauseCircleFilled,
  PlayCircleFilled,
  QuestionCircleFilled,
  StopFilled,
  WarningFilled,
} from '@ant-design/icons';
import type { StreamState, TaskHealth, TaskState } from '@slipstream/shared';
import type { ReactElement } from 'react';

/** How a state looks: a background that white text can be read on (4.5:1 at least), and an icon, so that colour is never alone. */
export interface Look {
  color: string;
  icon: ReactElement;
}

/** Backgrounds of a {@link Look}. */
export const LOOK_COLORS = {
  GREEN: '#237804',
  BLUE: '#0958d9',
  GREY: '#595959',
  AMBER: '#ad4e00',
  RED: '#a8071a',
} as const;
const { GREEN, BLUE, GREY, AMBER, RED } = LOOK_COLORS;

/** Every task state; one that is missing fails to compile. */
export const STATE_LOOK: Readonly<Record<TaskState, Look>> = {
  INITIALIZING: { color: BLUE, icon: <LoadingOutlined /> },
  RUNNING: { color: GREEN, icon: <PlayCircleFilled /> },
  STOPPING: { color: GREY, icon: <LoadingOutlined /> },
  STOPPED: { color: GREY, icon: <PauseCircleFilled /> },
  START_FAILED: { color: RED, icon: <CloseCircleFilled /> },
  FAILED: { color: RED, icon: <WarningFilled /> },
  DELETING: { color: GREY, icon: <DeleteFilled /> },
};

/** Every health of a running task. */
export const HEALTH_LOOK: Readonly<Record<TaskHealth, Look>> = {
  HEALTHY: { color: GREEN, icon: <CheckCircleFilled /> },
  LAGGING: { color: AMBER, icon: <ClockCircleFilled /> },
  DEGRADED: { color: AMBER, icon: <ExclamationCircleFilled /> },
  STALLED: { color: RED, icon: <StopFilled /> },
  UNKNOWN: { color: GREY, icon: <QuestionCircleFilled /> },
};

/** Every state of a stream. */
export const STREAM_LOOK: Readonly<Record<StreamState, Look>> = {
  PENDING: { color: GREY, icon: <ClockCircleFilled /> },
  RECOVERING: { color: BLUE, icon: <LoadingOutlined /> },
  RUNNING: { color: GREEN, icon: <PlayCircleFilled /> },
  HELD: { color: AMBER, icon: <ExclamationCircleFilled /> },
  STOPPED: { color: GREY, icon: <MinusCircleFilled /> },
};
