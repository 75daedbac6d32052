import { LAGGING_ABOVE_MS } from '@slipstream/shared';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatDuration, formatRate } from '../../../ui/format.js';
import { Sparkline } from '../../../ui/sparkline.js';
import { useTaskFigures } from './figures-api.js';
import type { TaskRow } from './task-rows.js';

/** A figure of a row, whose digits stand under each other. */
export function Figure({ mark = '', children }: { mark?: string; children: ReactNode }): ReactElement {
  return <span className={`figure ${mark}`.trim()}>{children}</span>;
}

/** The delay now, beside that of the last half hour. */
export function DelayCell({ row: { task } }: { row: TaskRow }): ReactElement {
  const { t } = useTranslation();
  const recent = useTaskFigures(task.id);
  const { delayMs } = task.status;
  return (
    <span className="spark-cell">
      {recent && (
        <Sparkline
          values={recent.delayMs}
          leastTop={1_000}
          label={(highest, last) =>
            t('taskList.delaySpark', { highest: formatDuration(highest), last: formatDuration(last) })
          }
        />
      )}
      <Figure mark={(delayMs ?? 0) > LAGGING_ABOVE_MS ? 'figure-warning' : ''}>
        {formatDuration(delayMs)}
      </Figure>
    </span>
  );
}

/** The rate now, beside that of the last half hour. Until two looks at the list give it, the last whole minute's stands in. */
export function RateCell({ row: { task, rate } }: { row: TaskRow }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const recent = useTaskFigures(task.id);
  const last = task.status.state === 'RUNNING' ? recent?.outRate.at(-1) : null;
  return (
    <span className="spark-cell">
      {recent && (
        <Sparkline
          values={recent.outRate}
          leastTop={1}
          label={(highest, latest) =>
            t('taskList.rateSpark', {
              highest: formatRate(highest, language),
              last: formatRate(latest, language),
            })
          }
        />
      )}
      <Figure>{formatRate(rate ?? last ?? null, language)}</Figure>
    </span>
  );
}
