import { Button, Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-view.js';
import { useDeleteCluster, type Cluster } from './clusters-api.js';
import { ConnectionChecks } from './connection-checks.js';
import { useNotices } from '../../ui/notices/notices.js';

interface Props {
  cluster: Cluster;
  onClose: () => void;
}

/** Asks before a registration is removed. */
export function DeleteClusterDialog({
  cluster,
  onClose,
  onDeleted,
}: Props & { onDeleted?: () => void }): ReactElement {
  const { t } = useTranslation();
  const { message } = useNotices();
  const remove = useDeleteCluster();
  return (
    <Modal
      open
      title={t('cluster.deleteTitle', { name: cluster.name })}
      okText={t('common.delete')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true, loading: remove.isPending }}
      onCancel={onClose}
      onOk={() =>
        remove.mutate(cluster.id, {
          onSuccess: () => {
            message.success(t('cluster.deleted', { name: cluster.name }));
            onClose();
            onDeleted?.();
          },
        })
      }
    >
      <p>{t('cluster.deleteText')}</p>
      {remove.error !== null && <ProblemAlert error={remove.error} />}
    </Modal>
  );
}

/** Tests a registered cluster with its stored key. */
export function TestClusterDialog({ cluster, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('cluster.testTitle', { name: cluster.name })}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
      onCancel={onClose}
      width={640}
    >
      <ConnectionChecks cluster={{ id: cluster.id }} />
    </Modal>
  );
}
