import type { StreamView, TaskView } from '@slipstream/shared';
import { Alert, DatePicker, Form, Input, Segmented } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmByName } from '../../../ui/confirm-by-name.js';
import { useDatesInLanguage } from '../../../i18n/use-dates-in-language.js';
import { zoneName } from '../../../ui/format.js';
import { LastResetNote } from './last-reset-note.js';
import { useResetOffset, useResetPreview } from './reset-api.js';
import {
  confirmedBody,
  movesAnything,
  RESET_CHOICES,
  toResetBody,
  type ResetChoice,
} from './reset-choice.js';
import { ResetPreviewPanel } from './reset-preview-panel.js';
import { useNotices } from '../../../ui/notices/notices.js';

interface Props {
  task: TaskView;
  /** The only stream to be moved; all of the task when left out. */
  stream?: StreamView | undefined;
  onClose: () => void;
}

/** Moves a stopped task or one of its streams (T-06): shows queue by queue what that means, and asks for the name. */
export function ResetOffsetDialog({ task, stream, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  useDatesInLanguage();
  const { notification } = useNotices();
  const [choice, setChoice] = useState<ResetChoice>('TIMESTAMP');
  const [moment, setMoment] = useState<Dayjs | null>(null);
  const [offset, setOffset] = useState(stream?.position ?? '');
  const reset = useResetOffset(task.id);
  const body = toResetBody({ choice, moment: moment?.valueOf() ?? null, offset, streamId: stream?.id });
  const preview = useResetPreview(task.id, body);
  const shown = body !== null && preview.isSuccess && !preview.isFetching ? preview.data : undefined;
  const choices = RESET_CHOICES.filter((value) => value !== 'OFFSET' || stream !== undefined);
  return (
    <ConfirmByName
      title={
        stream === undefined
          ? t('reset.title', { name: task.name })
          : t('reset.streamTitle', {
              queue: `${stream.sourceTopic} · ${stream.sourceBroker} · ${stream.sourceQueue}`,
            })
      }
      name={task.name}
      width={860}
      okText={t('reset.submit')}
      ready={shown !== undefined && movesAnything(shown)}
      pending={reset.isPending}
      error={reset.error}
      onCancel={onClose}
      onConfirm={() => {
        if (body === null || shown === undefined) return;
        reset.mutate(confirmedBody(body, shown), {
          onSuccess: (result) => {
            notification.success({
              title: t('reset.done', { count: result.streams.length }),
              description: t('reset.startHint'),
            });
            onClose();
          },
        });
      }}
    >
      <LastResetNote taskId={task.id} onUndone={onClose} />
      <Form layout="vertical">
        <Form.Item label={t('reset.to')}>
          <Segmented<ResetChoice>
            aria-label={t('reset.to')}
            value={choice}
            onChange={setChoice}
            options={choices.map((value) => ({ value, label: t(`reset.choice.${value}`) }))}
          />
        </Form.Item>
        {choice === 'TIMESTAMP' && (
          <Form.Item
            label={t('reset.moment')}
            htmlFor="reset-moment"
            extra={t('reset.zone', { zone: zoneName() })}
          >
            <DatePicker
              id="reset-moment"
              showTime
              value={moment}
              onChange={(value) => setMoment(value)}
              disabledDate={(date) => date.isAfter(dayjs(), 'day')}
              presets={[
                { label: t('reset.minutesAgo', { count: 5 }), value: () => dayjs().subtract(5, 'minute') },
                { label: t('reset.hoursAgo', { count: 1 }), value: () => dayjs().subtract(1, 'hour') },
                { label: t('reset.hoursAgo', { count: 24 }), value: () => dayjs().subtract(24, 'hour') },
              ]}
              className="full-width"
              placeholder={t('reset.placeholder')}
            />
          </Form.Item>
        )}
        {choice === 'OFFSET' && (
          <Form.Item label={t('reset.offset')} htmlFor="reset-offset">
            <Input
              id="reset-offset"
              inputMode="numeric"
              value={offset}
              onChange={(event) => setOffset(event.target.value.trim())}
            />
          </Form.Item>
        )}
      </Form>
      {body === null ? (
        <Alert type="info" showIcon title={t('reset.choose')} />
      ) : (
        <ResetPreviewPanel preview={preview} />
      )}
    </ConfirmByName>
  );
}
