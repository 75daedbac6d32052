import type { TaskView, TestMessageCopy, TestMessagePlace, TestMessageView } from '@slipstream/shared';
import { Alert, Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { CopyableCode } from '../../../ui/copyable-code.js';
import { formatCount, UNKNOWN } from '../../../ui/format.js';
import { Moment } from '../../../ui/moment.js';
import { ProblemAlert } from '../../../ui/problem-view.js';
import { ReasonView } from '../../../ui/reason-view.js';
import { useClusters } from '../../clusters/index.js';
import { isWaiting, useTestMessage } from './test-message-api.js';

/** A test message at the source and each of its copies: ids, places, the time between, or why a copy is not there. */
export function TestMessageResult({ task, sent }: { task: TaskView; sent: TestMessageView }): ReactElement {
  const { t } = useTranslation();
  const look = useTestMessage(task.id, sent);
  const message = look.data ?? sent;
  return (
    <div className="test-message" aria-live="polite">
      {message.copies.map((copy) => (
        <section key={copy.targetTopic} data-state={copy.state} data-testid="test-copy">
          <Outcome copy={copy} looking={look.isFetching} />
          <BothSides task={task} message={message} copy={copy} />
        </section>
      ))}
      {look.error !== null && <ProblemAlert error={look.error} />}
      {!look.isFetching && isWaiting(message) && (
        <Button onClick={() => void look.refetch()}>{t('testMessage.lookAgain')}</Button>
      )}
    </div>
  );
}

function Outcome({ copy, looking }: { copy: TestMessageCopy; looking: boolean }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  if (copy.state === 'FOUND')
    return (
      <Alert
        type={copy.bodyEqual === false || copy.changedProperties.length > 0 ? 'error' : 'success'}
        showIcon
        title={
          copy.seenMs === null
            ? t('testMessage.found')
            : t('testMessage.foundAfter', { ms: formatCount(copy.seenMs, language) })
        }
        description={<Kept copy={copy} />}
      />
    );
  const why = copy.why ?? 'NOT_YET';
  return (
    <Alert
      type={copy.state === 'FILTERED' ? 'info' : 'warning'}
      showIcon
      title={t(`testWhy.${why}`, { ahead: formatCount(copy.ahead, language) })}
      description={
        <>
          <div>{t(`testWhyHelp.${why}`)}</div>
          {copy.reason !== null && <ReasonView reason={copy.reason} />}
          {copy.said !== null && <code>{copy.said}</code>}
          {looking && copy.state === 'WAITING' && <div className="quiet">{t('testMessage.looking')}…</div>}
        </>
      }
    />
  );
}

function Kept({ copy }: { copy: TestMessageCopy }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ul className="effects">
      {copy.betweenMs !== null && (
        <li>{t('testMessage.between', { ms: formatCount(copy.betweenMs, language) })}</li>
      )}
      {copy.bodyEqual !== null && (
        <li>{t(copy.bodyEqual ? 'testMessage.bodyEqual' : 'testMessage.bodyDiffers')}</li>
      )}
      {copy.bodyEqual !== null && (
        <li>
          {copy.changedProperties.length === 0
            ? t('testMessage.propertiesKept', { added: copy.addedProperties.join(', ') })
            : t('testMessage.propertiesLost', { lost: copy.changedProperties.join(', ') })}
        </li>
      )}
    </ul>
  );
}

function BothSides({
  task,
  message,
  copy,
}: {
  task: TaskView;
  message: TestMessageView;
  copy: TestMessageCopy;
}): ReactElement {
  const { t } = useTranslation();
  const clusters = useClusters();
  const nameOf = (id: string): string => clusters.data?.items.find((one) => one.id === id)?.name ?? UNKNOWN;
  const ids =
    message.direction === 'forward'
      ? ([task.sourceClusterId, task.targetClusterId] as const)
      : ([task.targetClusterId, task.sourceClusterId] as const);
  const target: TestMessagePlace = copy.place ?? {
    topic: copy.targetTopic,
    broker: copy.targetBroker,
    queue: copy.targetQueue,
    offset: '',
    offsetMessageId: null,
    storedAt: null,
  };
  const row = (label: string, of: (place: TestMessagePlace) => ReactElement | string): ReactElement => (
    <tr>
      <th scope="row">{label}</th>
      <td>{of(message.source)}</td>
      <td>{of(target)}</td>
    </tr>
  );
  const isThere = (place: TestMessagePlace): boolean => place === message.source || copy.place !== null;
  return (
    <div className="table-scroll">
      <table className="both-sides">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('testMessage.fact')}</span>
            </th>
            <th scope="col">{t('testMessage.atSource', { cluster: nameOf(ids[0]) })}</th>
            <th scope="col">{t('testMessage.atTarget', { cluster: nameOf(ids[1]) })}</th>
          </tr>
        </thead>
        <tbody>
          {row(t('testMessage.messageId'), (place) =>
            isThere(place) ? <CopyableCode text={message.messageId} /> : UNKNOWN,
          )}
          {row('Topic', ({ topic }) => topic)}
          {row(t('testMessage.queue'), ({ broker, queue }) => `${broker} · ${queue}`)}
          {row(t('testMessage.offset'), ({ offset }) => (offset === '' ? UNKNOWN : <code>{offset}</code>))}
          {row(t('testMessage.recordId'), ({ offsetMessageId }) =>
            offsetMessageId === null ? UNKNOWN : <CopyableCode text={offsetMessageId} />,
          )}
          {row(t('testMessage.storedAt'), ({ storedAt }) =>
            storedAt === null ? UNKNOWN : <Moment at={storedAt} exact />,
          )}
        </tbody>
      </table>
    </div>
  );
}
