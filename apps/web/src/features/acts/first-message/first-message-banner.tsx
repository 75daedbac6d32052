import type { TaskView } from '@slipstream/shared';
import { Alert, Button, Space } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.js';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatDuration } from '../../../ui/format.js';
import { useTaskEvents } from '../../events/index.js';
import { firstMessageOf } from './first-message.js';

interface Props {
  task: TaskView;
  /** Why no test message can be sent; null when one can. */
  testRefusal: string | null;
  onTest: () => void;
  onCharts: () => void;
}

/** Tells of a new task that its first message has crossed, and what to do next; gone once it is closed, or after an hour. */
export function FirstMessageBanner(props: Props): ReactElement | null {
  const [isOpen, setOpen] = useState(() => isYoung(props.task) && !isDismissed(props.task.id));
  if (!isOpen) return null;
  const close = (): void => {
    dismiss(props.task.id);
    setOpen(false);
  };
  return <Banner {...props} onClose={close} />;
}

const YOUNG_MS = 3_600_000;

function isYoung({ createdAt }: TaskView): boolean {
  return Date.now() - Date.parse(createdAt) < YOUNG_MS;
}

function Banner({
  task,
  testRefusal,
  onTest,
  onCharts,
  onClose,
}: Props & { onClose: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const language = useLanguage();
  const events = useTaskEvents(task.id);
  const first = firstMessageOf(events.data?.pages.flatMap(({ items }) => items) ?? []);
  if (first === null) return null;
  return (
    <Alert
      className="reason-alert"
      type="success"
      showIcon
      role="note"
      title={t('firstMessage.title', { after: formatDuration(first.afterMs, language) })}
      description={
        <Space wrap>
          <span>{t('firstMessage.next')}</span>
          <ActionButton size="small" refusal={testRefusal} onClick={onTest}>
            {t('task.action.TEST_MESSAGE')}
          </ActionButton>
          <Button size="small" onClick={onCharts}>
            {t('firstMessage.charts')}
          </Button>
        </Space>
      }
      closable={{ closeIcon: true, onClose, 'aria-label': t('common.close') }}
    />
  );
}

const KEY = 'slipstream.first-message.';

function isDismissed(taskId: string): boolean {
  return localStorage.getItem(KEY + taskId) !== null;
}

function dismiss(taskId: string): void {
  localStorage.setItem(KEY + taskId, 'seen');
}
