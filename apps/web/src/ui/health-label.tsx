import type { TaskHealth } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { HEALTH_LOOK } from './state-look.js';

/** A running task's health: icon and word. */
export function HealthLabel({ health }: { health: TaskHealth }): ReactElement {
  const { t } = useTranslation();
  const look = HEALTH_LOOK[health];
  return (
    <span className="health" title={t(`healthHelp.${health}`)}>
      <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
        {look.icon}
      </span>
      {t(`health.${health}`)}
    </span>
  );
}
