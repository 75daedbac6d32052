import { Alert, Form, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../ui/form-problem.js';
import { useTasks } from '../tasks/index.js';
import { CheckLines } from '../precheck/index.js';
import { usePatchCluster, useTestCluster, type Cluster, type ClusterTest } from './clusters-api.js';
import { tasksOfCluster } from './detail/cluster-tasks.js';
import { KeyFields } from './key-fields.js';
import { useNotices } from '../../ui/notices/notices.js';

interface Secret {
  accessKey: string;
  secretKey: string;
}

/** Replaces the key of a cluster: tried on the cluster first, stored only when it is taken (C-03). */
export function ReplaceSecretDialog({
  cluster,
  onClose,
}: {
  cluster: Cluster;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { message } = useNotices();
  const [form] = Form.useForm<Secret>();
  const test = useTestCluster();
  const save = usePatchCluster(cluster.id);
  const [refused, setRefused] = useState<ClusterTest | null>(null);
  const pending = test.isPending || save.isPending;

  const submit = async (secret: Secret): Promise<void> => {
    setRefused(null);
    const tested = await test.mutateAsync({ id: cluster.id, aclEnabled: true, ...secret });
    if (tested.result === 'FAIL') {
      setRefused(tested);
      return;
    }
    await save.mutateAsync({ aclEnabled: true, ...secret });
    message.success(t('secretDialog.done', { name: cluster.name }));
    onClose();
  };

  return (
    <Modal
      open
      width={600}
      title={t('secretDialog.title', { name: cluster.name })}
      okText={t('secretDialog.ok')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: pending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t('secretDialog.intro')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ accessKey: cluster.accessKey ?? '' }}
        // What failed is shown from the mutations themselves.
        onFinish={(secret) => void submit(secret).catch(() => undefined)}
      >
        <KeyFields secretLabel={t('secretDialog.secretKey')} />
      </Form>
      <Consequences cluster={cluster} />
      {test.isPending && <output>{t('secretDialog.testing')}</output>}
      {test.error !== null && <FormProblem error={test.error} />}
      {save.error !== null && <FormProblem error={save.error} />}
      {refused !== null && (
        <>
          <Alert type="error" showIcon role="alert" title={t('secretDialog.refused')} />
          <CheckLines lines={refused.checks} />
        </>
      )}
    </Modal>
  );
}

/** Which tasks go on with the new key, and when. */
function Consequences({ cluster }: { cluster: Cluster }): ReactElement {
  const { t } = useTranslation();
  const tasks = useTasks();
  const users = tasksOfCluster(tasks.data?.items ?? [], cluster.id).map(({ task }) => task);
  const running = users.filter(({ wanted }) => wanted === 'RUNNING');
  const stopped = users.length - running.length;
  return (
    <ul className="secret-consequences">
      <li>
        {running.length === 0
          ? t('secretDialog.noTasks')
          : t('secretDialog.tasks', {
              count: running.length,
              names: running.map(({ name }) => name).join(', '),
            })}
      </li>
      {stopped > 0 && <li>{t('secretDialog.stopped', { count: stopped })}</li>}
    </ul>
  );
}
