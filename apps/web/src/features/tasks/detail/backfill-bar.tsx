import type { BackfillFigures, BackfillView, TaskView } from '@slipstream/shared';
import { Button, Progress } from 'antd';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount, formatDuration, formatRate } from '../../../ui/format.js';
import { TimeAgo } from '../../../ui/time-ago.js';
import { useBackfill } from './backfill-api.js';
import { formatPercent } from './backfill-percent.js';

const BackfillTopics = lazy(() => import('./backfill-topics.js'));

/** That a backfill is through is news for this long, ms. */
const NEWS_MS = 3_600_000;

/** How far a task has come with what was there before it; nothing while that does not matter. */
export function BackfillBar({ task }: { task: TaskView }): ReactElement | null {
  const { t } = useTranslation();
  const language = useLanguage();
  const [byTopic, setByTopic] = useState(false);
  const { data } = useBackfill(task.id);
  const running = task.status.state === 'RUNNING';
  if (data === undefined || !matters(data, running)) return null;
  return (
    <section className="backfill" aria-label={t('backfill.title')} data-state={data.state}>
      <div className="backfill-head">
        <h2>{t('backfill.title')}</h2>
        {data.state === 'DONE' ? (
          <span>
            {t('backfill.done', { total: formatCount(data.total, language) })}{' '}
            {data.doneAt !== null && <TimeAgo at={data.doneAt} />}
          </span>
        ) : (
          <>
            <Progress
              aria-label={t('backfill.title')}
              percent={data.percent ?? 0}
              format={() => formatPercent(data.percent, language)}
              status="normal"
            />
            <FigureList figures={data} running={running} />
          </>
        )}
        <span className="spacer" />
        {data.state === 'COPYING' && (
          <Button type="link" size="small" aria-expanded={byTopic} onClick={() => setByTopic(!byTopic)}>
            {t('backfill.byTopic')}
          </Button>
        )}
      </div>
      {byTopic && data.state === 'COPYING' && (
        <Suspense fallback={null}>
          <BackfillTopics backfill={data} twoWay={task.direction === 'TWO_WAY'} />
        </Suspense>
      )}
    </section>
  );
}

function matters({ state, doneAt, total }: BackfillView, running: boolean): boolean {
  switch (state) {
    case 'NONE':
      return false;
    case 'UNKNOWN':
      return running;
    case 'COPYING':
      return true;
    case 'DONE':
      return total !== '0' && doneAt !== null && Date.now() - Date.parse(doneAt) < NEWS_MS;
  }
}

function FigureList({
  figures,
  running,
}: {
  figures: Omit<BackfillFigures, 'state'>;
  running: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { total, left, queues, queuesKnown, messagesPerSecond: rate, etaMs } = figures;
  if (total === null)
    return <span className="quiet">{t('backfill.measuring', { known: queuesKnown, queues })}</span>;
  return (
    <ul className="backfill-figures">
      <li>
        {t('backfill.left', { left: formatCount(left, language), total: formatCount(total, language) })}
      </li>
      {!running && <li>{t('backfill.stopped')}</li>}
      {running && rate === 0 && <li>{t('backfill.stalled')}</li>}
      {rate !== null && rate > 0 && <li>{t('backfill.rate', { rate: formatRate(rate, language) })}</li>}
      {etaMs !== null && (
        <li>
          <strong>{t('backfill.eta', { time: formatDuration(Math.max(1_000, etaMs), language) })}</strong>
        </li>
      )}
    </ul>
  );
}
