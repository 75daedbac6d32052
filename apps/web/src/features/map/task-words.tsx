import type { TaskView } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatDuration } from '../../ui/format.js';
import { HEALTH_LOOK, STATE_LOOK } from '../../ui/state-look.js';

/** A task's state, or its health while it runs, with icon and delay: what the colour of its line says, in words. */
export function TaskWords({ task, worst = false }: { task: TaskView; worst?: boolean }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { state, health, delayMs } = task.status;
  const running = state === 'RUNNING';
  const look = running ? HEALTH_LOOK[health] : STATE_LOOK[state];
  const word = running ? t(`health.${health}`) : t(`state.${state}`);
  return (
    <span className="map-words">
      <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
        {look.icon}
      </span>
      <span>
        {worst ? t('map.worst', { state: word }) : word}
        {running && delayMs !== null && ` · ${formatDuration(delayMs, language)}`}
      </span>
    </span>
  );
}
