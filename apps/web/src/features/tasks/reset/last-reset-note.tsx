import { Alert } from 'antd';
import type { ReactElement } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.js';
import { Moment } from '../../../ui/moment.js';
import { ProblemAlert } from '../../../ui/problem-view.js';
import { useLastReset, useUndoReset } from './reset-api.js';
import { undoRefusal } from './reset-choice.js';
import { useNotices } from '../../../ui/notices/notices.js';

/** The last reset with a button that undoes it, or why that cannot be; nothing when there is none. */
export function LastResetNote({
  taskId,
  onUndone,
}: {
  taskId: string;
  onUndone: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { message } = useNotices();
  const last = useLastReset(taskId);
  const undo = useUndoReset(taskId);
  const { version, reset } = last.data ?? { version: '', reset: null };
  if (reset === null) return undo.error === null ? null : <ProblemAlert error={undo.error} />;
  const reason = undoRefusal(reset);
  const back = reset.streams.filter(({ outcome }) => outcome === 'RESTORE').length;
  const refusal = reason === null ? null : t(`undo.refusal.${reason}`);
  return (
    <>
      <Alert
        type="info"
        showIcon
        title={
          <Trans
            i18nKey="undo.last"
            values={{ actor: reset.actor }}
            components={{ moment: <Moment at={reset.at} /> }}
          />
        }
        description={refusal ?? t('undo.effect', { count: back })}
        action={
          <ActionButton
            size="small"
            refusal={refusal}
            loading={undo.isPending}
            onClick={() =>
              undo.mutate(
                { version },
                {
                  onSuccess: () => {
                    message.success(t('undo.done', { count: back }));
                    onUndone();
                  },
                },
              )
            }
          >
            {t('undo.submit')}
          </ActionButton>
        }
      />
      {undo.error !== null && <ProblemAlert error={undo.error} />}
    </>
  );
}
