import { LAGGING_ABOVE_MS, type TaskView } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount, formatDuration, formatRate, UNKNOWN } from '../../../ui/format.js';
import { HealthLabel } from '../../../ui/health-label.js';
import { STATE_LOOK } from '../../../ui/state-look.js';
import { StatCard } from '../../../ui/stat-card.js';
import { TimeAgo } from '../../../ui/time-ago.js';
import { useRecentFigures } from '../../metrics/index.js';

/** The figures of a task at one look. */
export function TaskStats({ task }: { task: TaskView }): ReactElement {
  const { t } = useTranslation();
  const { status } = task;
  return (
    <section className="stats" aria-label={t('stat.title')}>
      <StatCard
        label={t('task.state')}
        value={
          <span className="stat-state">
            <span
              className="health-icon"
              style={{ background: STATE_LOOK[status.state].color }}
              aria-hidden="true"
            >
              {STATE_LOOK[status.state].icon}
            </span>
            {t(`state.${status.state}`)}
          </span>
        }
        note={<TimeAgo at={status.since} />}
      />
      <StatCard
        label={t('stat.health')}
        value={status.state === 'RUNNING' ? <HealthLabel health={status.health} /> : UNKNOWN}
        note={status.state === 'RUNNING' ? t(`healthNote.${status.health}`) : t('stat.notRunning')}
      />
      <MovingFigures task={task} />
    </section>
  );
}

/** Figures that change with every sample: they are drawn apart from the state. */
function MovingFigures({ task }: { task: TaskView }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const figures = useRecentFigures(task.id);
  const { status } = task;
  const { totals } = status;
  const count = (value: string | null): string => formatCount(value, language);
  const late = status.delayMs !== null && status.delayMs > LAGGING_ABOVE_MS;
  const trends = figures.data?.trends;
  const lastAt = figures.data?.lastMessageAt ?? null;
  return (
    <>
      <StatCard
        label={t('stat.delay')}
        value={formatDuration(status.delayMs, language)}
        tone={late ? 'warning' : 'normal'}
        note={t('stat.delayNote')}
        trend={trends?.delay}
      />
      <StatCard
        label={t('task.lag')}
        value={count(status.lagMessages)}
        note={t('stat.lagNote')}
        trend={trends?.lag}
      />
      <StatCard
        label={t('stat.inRate')}
        value={formatRate(figures.data?.inRate ?? null, language)}
        loading={figures.isPending}
        note={t('stat.total', { count: formatCount(totals.read, language) })}
        trend={trends?.inRate}
      />
      <StatCard
        label={t('stat.outRate')}
        value={formatRate(figures.data?.outRate ?? null, language)}
        loading={figures.isPending}
        note={t('stat.total', { count: formatCount(totals.sent, language) })}
        trend={trends?.outRate}
      />
      <StatCard
        label={t('stat.failures')}
        value={count(totals.failed)}
        tone={totals.failed === '0' ? 'normal' : 'error'}
        note={t('stat.skippedNote', {
          count: count(totals.skippedLoop),
          filtered: count(totals.filtered),
        })}
        trend={totals.failed === '0' ? undefined : trends?.failed}
      />
      <StatCard
        label={t('stat.lastMessage')}
        value={lastAt === null ? UNKNOWN : <TimeAgo at={lastAt} />}
        loading={figures.isPending}
        note={lastAt === null ? t('stat.noneRecently') : t('stat.lastNote')}
      />
    </>
  );
}
