import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  LoadingOutlined,
  QuestionCircleFilled,
} from '@ant-design/icons';
import type { BrokerState, ClusterHealth } from '@slipstream/shared';
import type { TFunction } from 'i18next';
import { LOOK_COLORS, type Look } from '../../ui/state-look.js';
import type { ClusterHealthEntry } from './looks-api.js';

const { GREEN, BLUE, AMBER, RED, GREY } = LOOK_COLORS;

/** What is shown of a cluster's health: before the first look has ended, that it is under way. */
export type ShownHealth = ClusterHealth | 'LOOKING';

/** See {@link ShownHealth}. */
export function shownHealth({
  health,
  lookedAt,
}: Pick<ClusterHealthEntry, 'health' | 'lookedAt'>): ShownHealth {
  return lookedAt === null ? 'LOOKING' : health;
}

/** The word for it. */
export function healthWord(shown: ShownHealth, t: TFunction): string {
  return shown === 'LOOKING' ? t('clusterLook.underWay') : t(`clusterHealth.${shown}`);
}

/** How each of them looks. */
export const CLUSTER_HEALTH_LOOK: Readonly<Record<ShownHealth, Look>> = {
  LOOKING: { color: BLUE, icon: <LoadingOutlined /> },
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
