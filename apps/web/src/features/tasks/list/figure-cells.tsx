import { LAGGING_ABOVE_MS } from '@slipstream/shared';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatDuration, formatDurationShort, formatRate } from '../../../ui/format.js';
import { Sparkline } from '../../../ui/sparkline.js';
import { useTaskFigures } from './figures-api.js';
import type { TaskRow } from './task-rows.js';

/** A figure of a row, whose digits stand under each other. */
export function Figure({ mark = '', children }: { mark?: string; children: ReactNode }): ReactElement {
  return <span className={`figure ${mark}`.trim()}>{children}</span>;
}

interface SparkProps {
  /** The last half hour; nothing is drawn until it is known. */
  values: readonly (number | null)[] | undefined;
  leastTop: number;
  label: (highest: number | null, last: number | null) => string;
  /** The figure now. */
  children: ReactElement;
}

function SparkCell({ values, children, ...line }: SparkProps): ReactElement {
  return (
    <span className="spark-cell">
      {values !== undefined && <Sparkline values={values} {...line} />}
      {children}
    </span>
  );
}

/** The delay now, beside that of the last half hour. */
export function DelayCell({ row: { task } }: { row: TaskRow }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { delayMs } = task.status;
  return (
    <SparkCell
      values={useTaskFigures(task.id)?.delayMs}
      leastTop={1_000}
      label={(highest, last) =>
        t('taskList.delaySpark', {
          highest: formatDuration(highest, language),
          last: formatDuration(last, language),
        })
      }
    >
      <Figure mark={(delayMs ?? 0) > LAGGING_ABOVE_MS ? 'figure-warning' : ''}>
        {formatDurationShort(delayMs, language)}
      </Figure>
    </SparkCell>
  );
}

/** The rate now, beside that of the last half hour. Until two looks at the list give it, the last whole minute's stands in. */
export function RateCell({ row: { task, rate } }: { row: TaskRow }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const outRate = useTaskFigures(task.id)?.outRate;
  const lastMinute = task.status.state === 'RUNNING' ? outRate?.at(-1) : null;
  return (
    <SparkCell
      values={outRate}
      leastTop={1}
      label={(highest, last) =>
        t('taskList.rateSpark', { highest: formatRate(highest, language), last: formatRate(last, language) })
      }
    >
      <Figure>{formatRate(rate ?? lastMinute ?? null, language)}</Figure>
    </SparkCell>
  );
}
