import { LinkOutlined } from '@ant-design/icons';
import type { EventView } from '@slipstream/shared';
import { Button, Tag } from 'antd';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatCount, formatDuration } from '../../ui/format.js';
import { Moment } from '../../ui/moment.js';
import { ReasonView } from '../../ui/reason-view.js';
import { TimeAgo } from '../../ui/time-ago.js';
import { changedNames, changesOf } from './event-changes.js';
import { eventFacts, eventReason, type EventFact } from './event-details.js';
import { EventDiff, FieldName } from './event-diff.js';
import { EventMeaning } from './event-meaning.js';
import { FACTS, isKnownFact, isKnownValue, VALUES } from './event-words.js';

interface Props {
  event: EventView;
  /** A link leads to this one: it is brought into view. */
  linked: boolean;
  /** Gives the event an address of its own. */
  onLink: () => void;
}

/** One event: what, when and by whom, what it changed in words, and everything else as raw data. */
export function EventItem({ event, linked, onLink }: Props): ReactElement {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (linked) place.current?.scrollIntoView({ block: 'center' });
  }, [linked]);
  const reason = eventReason(event.details);
  return (
    <div
      ref={place}
      className={linked ? 'event event-linked' : 'event'}
      data-kind={event.kind}
      data-event={event.id}
      aria-current={linked ? 'true' : undefined}
    >
      <div className="event-head">
        <span className="visually-hidden">{t(`severity.${event.severity}`)}: </span>
        <strong>{t(`event.${event.kind}`)}</strong>
        <span className="quiet">
          <Moment at={event.at} /> · <TimeAgo at={event.at} /> ·{' '}
          {event.actor === null ? t('events.system') : t('events.by', { actor: event.actor })}
        </span>
        <Button
          type="text"
          size="small"
          icon={<LinkOutlined />}
          aria-label={t('eventList.link', { id: event.id })}
          onClick={onLink}
        />
      </div>
      <EventMeaning event={event} />
      {reason !== null && <ReasonView reason={reason} />}
      <EventDiff changes={changesOf(event.details)} />
      <ChangedNames names={changedNames(event.details)} />
      <Facts facts={eventFacts(event.details)} />
      {Object.keys(event.details).length > 0 && (
        <details className="event-raw">
          <summary>{t('eventList.raw')}</summary>
          <pre>{JSON.stringify(event.details, null, 2)}</pre>
        </details>
      )}
    </div>
  );
}

function ChangedNames({ names }: { names: readonly string[] }): ReactElement | null {
  if (names.length === 0) return null;
  return (
    <div className="event-entries">
      {names.map((name) => (
        <Tag key={name}>
          <FieldName field={name} />
        </Tag>
      ))}
    </div>
  );
}

function Facts({ facts }: { facts: readonly EventFact[] }): ReactElement | null {
  const { t } = useTranslation();
  const known = facts.flatMap((fact) => (isKnownFact(fact.key) ? [{ ...fact, key: fact.key }] : []));
  if (known.length === 0) return null;
  return (
    <dl className="event-facts">
      {known.map(({ key, text }) => (
        <div key={key}>
          <dt>{t(FACTS[key])}</dt>
          <dd>
            <FactText name={key} text={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const COUNTS: ReadonlySet<string> = new Set(['streams', 'again', 'skipped', 'messages', 'items']);

function FactText({ name, text }: { name: string; text: string }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  if (COUNTS.has(name)) return <>{formatCount(text, language)}</>;
  if (name === 'afterMs') return <>{formatDuration(Number(text), language)}</>;
  if (name === 'timestamp') return <Moment at={text} />;
  if (name === 'overrideLive') return <>{t('eventDiff.on')}</>;
  return name !== 'name' && isKnownValue(text) ? <>{t(VALUES[text])}</> : <code>{text}</code>;
}
