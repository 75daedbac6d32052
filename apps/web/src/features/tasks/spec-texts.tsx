import type {
  FailurePolicy,
  MetadataSync,
  ProgressSync,
  Route,
  StartFrom,
  TaskLevel,
  TaskTag,
  Throttle,
  TopicSelection,
} from '@slipstream/shared';
import { Tag } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatCount, zoneName } from '../../ui/format.js';
import { Moment } from '../../ui/moment.js';

/** Where a task begins, in words. */
export function StartText({ startFrom }: { startFrom: StartFrom }): ReactElement {
  const { t } = useTranslation();
  if (startFrom.timestamp === undefined) return <>{t(`start.${startFrom.type}`)}</>;
  return (
    <>
      <Moment at={startFrom.timestamp} /> <span className="quiet">{zoneName()}</span>
    </>
  );
}

/** What becomes of messages that the target refuses for good, in words. */
export function FailurePolicyText({ policy }: { policy: FailurePolicy }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {t(`failurePolicy.${policy.type}`)}
      {policy.deadLetterTopic !== undefined && (
        <>
          {' '}
          <span className="quiet">{t('failurePolicy.deadLetter')}</span> <code>{policy.deadLetterTopic}</code>
        </>
      )}
    </>
  );
}

/** The property that each copy gets. */
export function TagText({ tag }: { tag: TaskTag | null }): ReactElement {
  const { t } = useTranslation();
  if (tag === null) return <>{t('tag.none')}</>;
  return (
    <code>
      {tag.key} = {tag.value}
    </code>
  );
}

/** Highest rates of a task, in words. */
export function ThrottleText({ throttle }: { throttle: Throttle }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { messagesPerSecond, bytesPerSecond } = throttle;
  const rates = [
    ...(messagesPerSecond === undefined
      ? []
      : [t('throttle.messages', { rate: formatCount(messagesPerSecond, language) })]),
    ...(bytesPerSecond === undefined
      ? []
      : [t('throttle.bytes', { rate: formatCount(bytesPerSecond, language) })]),
  ];
  return <>{rates.length === 0 ? t('throttle.none') : rates.join(' · ')}</>;
}

/** Which topics a task copies: its patterns or its routes. */
export function TopicsText({
  level,
  topics,
  routes,
}: {
  level: TaskLevel;
  topics: TopicSelection;
  routes: readonly Route[];
}): ReactElement {
  const { t } = useTranslation();
  if (level === 'TOPIC')
    return (
      <ul className="route-list">
        {routes.map((route) => (
          <li key={`${route.sourceTopic} ${route.targetTopic} ${route.filter.expression ?? ''}`}>
            <code>{route.sourceTopic}</code> → <code>{route.targetTopic}</code>{' '}
            {route.filter.type !== 'NONE' && (
              <Tag>
                {t(`filter.${route.filter.type}`)} {route.filter.expression}
              </Tag>
            )}
          </li>
        ))}
      </ul>
    );
  return <PatternTags selection={topics} all={t('task.allTopics')} />;
}

/** Which metadata follows the messages, in words. */
export function MetadataText({ metadata }: { metadata: MetadataSync }): ReactElement {
  const { t } = useTranslation();
  const kinds = (['topics', 'groups', 'accounts', 'propagateDeletes'] as const).filter(
    (name) => metadata[name],
  );
  const nothing = kinds.every((name) => name === 'propagateDeletes');
  return <>{nothing ? t('follow.nothing') : kinds.map((name) => t(`follow.${name}`)).join(' · ')}</>;
}

/** Which way the progress of consumer groups goes, in words. */
export function ProgressText({ progress }: { progress: ProgressSync }): ReactElement {
  const { t } = useTranslation();
  const senses = (['toTarget', 'toSource'] as const).filter((name) => progress[name]);
  return (
    <>{senses.length === 0 ? t('follow.nothing') : senses.map((name) => t(`follow.${name}`)).join(' · ')}</>
  );
}

/** Whose settings and progress follow. */
export function GroupsText({ groups }: { groups: TopicSelection }): ReactElement {
  const { t } = useTranslation();
  return <PatternTags selection={groups} all={t('follow.allGroups')} />;
}

function PatternTags({ selection, all }: { selection: TopicSelection; all: string }): ReactElement {
  const { t } = useTranslation();
  const include = selection.include ?? [];
  const exclude = selection.exclude ?? [];
  return (
    <div className="topic-tags">
      {include.length === 0 ? all : include.map((pattern) => <Tag key={pattern}>{pattern}</Tag>)}
      {exclude.length > 0 && (
        <>
          <span className="quiet">{t('task.except')}</span>
          {exclude.map((pattern) => (
            <Tag key={pattern}>{pattern}</Tag>
          ))}
        </>
      )}
    </div>
  );
}
