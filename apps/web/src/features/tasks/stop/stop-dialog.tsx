import './words.js';

import type { TaskView } from '@slipstream/shared';
import { Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount, formatRate } from '../../../ui/format.js';
import { useRecentFigures } from '../../metrics/index.js';
import { useTask } from '../tasks-api.js';

interface Props {
  task: TaskView;
  onClose: () => void;
  onStop: () => void;
}

/** Asks before a task is stopped: what waits, what will gather, what is kept, and from where it goes on (W-03). */
export function StopTaskDialog({ task, onClose, onStop }: Props): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const figures = useRecentFigures(task.id);
  // The figures go on while the question is read.
  const { lagMessages, totals } = (useTask(task.id).data ?? task).status;
  const rate = figures.data?.inRate ?? null;
  return (
    <Modal
      open
      title={t('stopTask.title', { name: task.name })}
      okText={t('task.action.STOP')}
      okButtonProps={{ autoFocus: true }}
      cancelText={t('common.cancel')}
      onOk={() => {
        onStop();
        onClose();
      }}
      onCancel={onClose}
    >
      <ul className="effects">
        <li>
          {lagMessages === null
            ? t('stopTask.lagUnknown')
            : lagMessages === '0'
              ? t('stopTask.lagNone')
              : t('stopTask.lag', { count: Number(lagMessages), text: formatCount(lagMessages, language) })}
        </li>
        <li>
          {rate === null
            ? t('stopTask.rateUnknown')
            : t('stopTask.rate', { rate: formatRate(rate, language) })}
        </li>
        <li>{t('stopTask.retention')}</li>
        <li>{t('stopTask.kept', { sent: formatCount(totals.sent, language) })}</li>
      </ul>
    </Modal>
  );
}
