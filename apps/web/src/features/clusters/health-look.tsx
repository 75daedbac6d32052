import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  QuestionCircleFilled,
} from '@ant-design/icons';
import type { BrokerState, ClusterHealth } from '@slipstream/shared';
import { LOOK_COLORS, type Look } from '../../ui/state-look.js';

const { GREEN, AMBER, RED, GREY } = LOOK_COLORS;

/** How each health of a cluster looks. */
export const CLUSTER_HEALTH_LOOK: Readonly<Record<ClusterHealth, Look>> = {
  HEALTHY: { color: GREEN, icon: <CheckCircleFilled /> },
  DEGRADED: { color: AMBER, icon: <ExclamationCircleFilled /> },
  UNAVAILABLE: { color: RED, icon: <CloseCircleFilled /> },
  UNKNOWN: { color: GREY, icon: <QuestionCircleFilled /> },
};

/** How each state of a broker looks. */
export const BROKER_STATE_LOOK: Readonly<Record<BrokerState, Look>> = {
  UP: { color: GREEN, icon: <CheckCircleFilled /> },
  UNREACHABLE: { color: RED, icon: <CloseCircleFilled /> },
  REFUSED: { color: RED, icon: <CloseCircleFilled /> },
  TROUBLE: { color: AMBER, icon: <ExclamationCircleFilled /> },
  GONE: { color: AMBER, icon: <QuestionCircleFilled /> },
  UNKNOWN: { color: GREY, icon: <QuestionCircleFilled /> },
};
