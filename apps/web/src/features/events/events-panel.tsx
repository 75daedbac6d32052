import { CloseCircleFilled, DownloadOutlined, InfoCircleFilled, WarningFilled } from '@ant-design/icons';
import { EVENT_GROUPS, EVENT_SEVERITIES, type EventView } from '@slipstream/shared';
import { Alert, Button, Select, Timeline } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadCsv } from '../../ui/csv.js';
import { formatMoment } from '../../ui/format.js';
import { ChoiceFilter } from '../../ui/list/choice-filter.js';
import { NoMatch, NoneYet } from '../../ui/list/list-empty.js';
import { ListToolbar } from '../../ui/list/list-toolbar.js';
import { ShowMore } from '../../ui/list/show-more.js';
import { Unanswered } from '../../ui/unanswered.js';
import { useSettled } from '../../ui/use-settled.js';
import { useEventAddress, type EventFilter } from './event-filter.js';
import { EventItem } from './event-item.js';
import './events.css';
import { useTaskEvents } from './events-api.js';
import { eventsCsv } from './events-csv.js';

const ICONS: Readonly<Record<EventView['severity'], ReactElement>> = {
  INFO: <InfoCircleFilled className="check-info" />,
  WARNING: <WarningFilled className="check-warn" />,
  ERROR: <CloseCircleFilled className="check-fail" />,
};

/** What happened to a task, who did it and what was different then, newest first (O-04). The address keeps the filter and the event. */
export function EventsPanel({ taskId }: { taskId: string }): ReactElement {
  const { t } = useTranslation();
  const [address, setAddress] = useEventAddress();
  /** Where the list begins when the linked event is not among the newest. */
  const [start, setStart] = useState<string | null>(null);
  const filter: EventFilter = {
    group: address.about,
    severity: address.severity,
    actor: address.actor,
    search: useSettled(address.find),
  };
  const events = useTaskEvents(taskId, { filter, start });
  const items = events.data?.pages.flatMap((page) => page.items) ?? [];
  const isLinkedShown = items.some(({ id }) => id === address.event);
  // An older event than those of the first page: the list begins with it.
  if (
    address.event !== null &&
    start === null &&
    events.data !== undefined &&
    !isLinkedShown &&
    isId(address.event)
  )
    setStart(address.event);
  const isFiltered = Object.values(filter).some((value) => value !== null);
  const clear = (): void => {
    setStart(null);
    void setAddress({ about: null, severity: null, actor: null, find: null, event: null });
  };
  const change = (values: Parameters<typeof setAddress>[0]): void => {
    setStart(null);
    void setAddress(values);
  };
  if (events.data === undefined) return <Unanswered query={events} />;
  const actors = [...new Set([address.actor, ...items.map(({ actor }) => actor)])].filter(
    (actor) => actor !== null,
  );
  return (
    <div className="events">
      <ListToolbar
        query={events}
        search={{
          label: t('eventList.search'),
          value: address.find ?? '',
          onChange: (find) => change({ find, event: null }),
        }}
        extra={
          <Button
            icon={<DownloadOutlined />}
            aria-label={t('eventList.export')}
            title={t('eventList.export')}
            onClick={() =>
              downloadCsv(
                `slipstream-events-${formatMoment(Date.now()).slice(0, 10)}.csv`,
                eventsCsv(items, t),
              )
            }
          />
        }
      >
        <ChoiceFilter
          label={t('eventList.about')}
          value={address.about ?? 'all'}
          choices={(['all', ...EVENT_GROUPS] as const).map((value) => ({
            value,
            label: t(`eventGroup.${value}`),
          }))}
          onChange={(value) => change({ about: value === 'all' ? null : value, event: null })}
        />
        <Select
          allowClear
          className="event-select"
          aria-label={t('eventList.severity')}
          placeholder={t('eventList.severity')}
          value={address.severity}
          options={EVENT_SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          onChange={(value) => change({ severity: value ?? null, event: null })}
        />
        <Select
          allowClear
          className="event-select"
          aria-label={t('eventList.actor')}
          placeholder={t('eventList.actor')}
          value={address.actor}
          options={actors.map((value) => ({ value, label: value }))}
          onChange={(value) => change({ actor: value ?? null, event: null })}
        />
      </ListToolbar>
      {start !== null && (
        <Alert
          type="info"
          showIcon
          className="events-older"
          title={t(isLinkedShown ? 'eventList.older' : 'eventList.gone')}
          action={<Button onClick={clear}>{t('eventList.newest')}</Button>}
        />
      )}
      {items.length === 0 &&
        (isFiltered ? <NoMatch onClear={clear} /> : <NoneYet>{t('events.empty')}</NoneYet>)}
      <Timeline
        items={items.map((event) => ({
          key: event.id,
          icon: ICONS[event.severity],
          content: (
            <EventItem
              event={event}
              linked={event.id === address.event}
              onLink={() => void setAddress({ event: event.id })}
            />
          ),
        }))}
      />
      <ShowMore query={events} />
    </div>
  );
}

function isId(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
