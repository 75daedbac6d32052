import { Alert } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Says that tasks wait since no worker lives, and what to do. */
export function NoWorkerNotice({ waiting }: { waiting: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="stale-notice"
      title={t('reason.NO_WORKER.title')}
      description={t('taskList.noWorker', { count: waiting })}
    />
  );
}
