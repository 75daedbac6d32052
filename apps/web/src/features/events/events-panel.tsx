import { CloseCircleFilled, InfoCircleFilled, WarningFilled } from '@ant-design/icons';
import type { EventView } from '@slipstream/shared';
import { Button, Empty, Skeleton, Timeline } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../ui/format.js';
import { ReasonView } from '../../ui/reason-view.js';
import { ProblemPage } from '../../ui/problem-view.js';
import { StaleNotice } from '../../ui/stale-notice.js';
import { TimeAgo } from '../../ui/time-ago.js';
import { eventFacts, eventReason } from './event-details.js';
import { EventMeaning } from './event-meaning.js';
import { useTaskEvents } from './events-api.js';
import { eventElementId, useShownEvent } from './use-shown-event.js';

const ICONS: Readonly<Record<EventView['severity'], ReactElement>> = {
  INFO: <InfoCircleFilled className="check-info" />,
  WARNING: <WarningFilled className="check-warn" />,
  ERROR: <CloseCircleFilled className="check-fail" />,
};

/** What happened to a task and who did it, newest first. */
export function EventsPanel({ taskId }: { taskId: string }): ReactElement {
  const { t } = useTranslation();
  const events = useTaskEvents(taskId);
  const shown = useShownEvent(events.data !== undefined);
  if (events.isPending) return <Skeleton active />;
  if (events.data === undefined)
    return <ProblemPage level={2} error={events.error} onRetry={() => void events.refetch()} />;
  const items = events.data.pages.flatMap((page) => page.items);
  return (
    <div className="events">
      <StaleNotice error={events.error} updatedAt={events.dataUpdatedAt} />
      {items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('events.empty')} />}
      <Timeline
        items={items.map((event) => ({
          key: event.id,
          icon: ICONS[event.severity],
          content: (
            <div
              id={eventElementId(event.id)}
              className={event.id === shown ? 'event event-shown' : 'event'}
              data-kind={event.kind}
            >
              <div className="event-head">
                <span className="visually-hidden">{t(`severity.${event.severity}`)}: </span>
                <strong>{t(`event.${event.kind}`)}</strong>
                <span className="quiet">
                  {formatMoment(event.at)} · <TimeAgo at={event.at} /> ·{' '}
                  {event.actor === null ? t('events.system') : t('events.by', { actor: event.actor })}
                </span>
              </div>
              <EventMeaning event={event} />
              <Facts event={event} />
            </div>
          ),
        }))}
      />
      {events.hasNextPage && (
        <Button onClick={() => void events.fetchNextPage()} loading={events.isFetchingNextPage}>
          {t('events.more')}
        </Button>
      )}
    </div>
  );
}

function Facts({ event }: { event: EventView }): ReactElement | null {
  const facts = eventFacts(event.details);
  const reason = eventReason(event.details);
  if (facts.length === 0) return reason === null ? null : <ReasonView reason={reason} />;
  return (
    <>
      {reason !== null && <ReasonView reason={reason} />}
      <dl className="event-facts">
        {facts.map((fact) => (
          <div key={fact.key}>
            <dt>{fact.key}</dt>
            <dd>
              <code>{fact.text}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
