import { Button, Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Precheck } from './precheck.js';

/** Pre-check of a task as it is: whether it could start now. */
export function PrecheckDialog({
  task,
  onClose,
}: {
  task: { id: string; name: string };
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('precheck.titleOf', { name: task.name })}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
      onCancel={onClose}
      width={720}
    >
      <Precheck input={{ taskId: task.id }} auto />
    </Modal>
  );
}
