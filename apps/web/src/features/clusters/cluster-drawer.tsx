import './words.js';
import './clusters.css';

import {
  CLUSTER_ID_PATTERN,
  CLUSTER_LIMITS,
  isNameServersError,
  NAME_PATTERN,
  NETWORK_TYPES,
  parseNameServers,
} from '@slipstream/shared';
import { Button, Descriptions, Drawer, Form, Input, Radio, Space, Switch } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { toFieldErrors } from '../../api/field-errors.js';
import type { ProblemError } from '../../api/problem-error.js';
import { ProblemAlert } from '../../ui/problem-view.js';
import {
  CLUSTER_FIELDS,
  toClusterBody,
  toFormValues,
  toTestBody,
  type ClusterFormValues,
} from './cluster-form.js';
import { AddressMapField } from './address-map-field.js';
import { useSaveCluster, type Cluster, type ClusterTestBody } from './clusters-api.js';
import { ConnectionChecks } from './connection-checks.js';
import { FenceText } from './fence-text.js';
import { KeyFields } from './key-fields.js';
import { useNotices } from '../../ui/notices/notices.js';

interface Props {
  /** The cluster to edit; undefined to add one. */
  cluster: Cluster | undefined;
  onClose: () => void;
}

/** Adds or edits a cluster, with a connection test beside it. */
export function ClusterDrawer({ cluster, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const { message, notification } = useNotices();
  const [form] = Form.useForm<ClusterFormValues>();
  const save = useSaveCluster(cluster?.id);
  const [tested, setTested] = useState<{ body: ClusterTestBody; count: number } | null>(null);
  const aclEnabled = Form.useWatch('aclEnabled', form) ?? cluster?.aclEnabled ?? false;
  const inUse = (cluster?.taskCount ?? 0) > 0;
  const secretKept = cluster?.secretKeySet === true;

  const showAtFields = (error: ProblemError): void => {
    const { fields } = toFieldErrors(error.fields, CLUSTER_FIELDS);
    for (const field of fields) form.setFields([{ name: field.name as ['name'], errors: field.errors }]);
    // The words of these codes are in the user's language, so they come last and stay.
    if (error.code === 'NAME_TAKEN')
      form.setFields([{ name: 'name', errors: [t('problem.NAME_TAKEN.title')] }]);
    if (error.code === 'CLUSTER_ID_TAKEN')
      form.setFields([{ name: 'clusterId', errors: [t('problem.CLUSTER_ID_TAKEN.title')] }]);
  };

  const runTest = async (): Promise<void> => {
    const names: (keyof ClusterFormValues)[] = aclEnabled
      ? ['nameServers', 'addressMap', 'accessKey', 'secretKey']
      : ['nameServers', 'addressMap'];
    await form.validateFields(names, { recursive: true });
    const body = toTestBody(form.getFieldsValue(), cluster?.id);
    setTested((before) => ({ body, count: (before?.count ?? 0) + 1 }));
  };

  const submit = (values: ClusterFormValues): void =>
    save.mutate(toClusterBody(values), {
      onError: showAtFields,
      onSuccess: (saved) => {
        message.success(t('cluster.saved', { name: saved.name }));
        if ('tasksToRestart' in saved && saved.tasksToRestart.length > 0)
          notification.info({
            title: t('cluster.restartNeeded'),
            description: saved.tasksToRestart.join(', '),
          });
        if ('retriedTasks' in saved && saved.retriedTasks.length > 0)
          notification.info({ title: t('cluster.retried'), description: saved.retriedTasks.join(', ') });
        onClose();
      },
    });

  return (
    <Drawer
      open
      size={560}
      title={cluster === undefined ? t('cluster.add') : t('cluster.editTitle', { name: cluster.name })}
      onClose={onClose}
      footer={
        <Space className="drawer-footer">
          <Button onClick={() => void runTest().catch(() => undefined)}>{t('cluster.test')}</Button>
          <span className="spacer" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" onClick={() => form.submit()} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Space>
      }
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={toFormValues(cluster)}
        onFinish={submit}
        scrollToFirstError
      >
        <Form.Item
          name="name"
          label={t('cluster.name')}
          extra={t('rule.nameHint')}
          rules={[
            { required: true, message: t('rule.required') },
            { max: CLUSTER_LIMITS.nameMax, message: t('rule.max', { max: CLUSTER_LIMITS.nameMax }) },
            { pattern: NAME_PATTERN, message: t('rule.name') },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="clusterId"
          label={t('cluster.clusterId')}
          extra={inUse ? t('cluster.clusterIdInUse') : t('cluster.clusterIdHint')}
          rules={[
            { required: true, message: t('rule.required') },
            {
              pattern: CLUSTER_ID_PATTERN,
              message: t('rule.clusterId', { max: CLUSTER_LIMITS.clusterIdMax }),
            },
          ]}
        >
          <Input autoComplete="off" disabled={inUse} className="code-input" />
        </Form.Item>
        <Form.Item name="networkType" label={t('cluster.networkType')}>
          <Radio.Group options={NETWORK_TYPES.map((value) => ({ value, label: t(`network.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="nameServers"
          label={t('cluster.nameServers')}
          extra={t('cluster.nameServersHint')}
          rules={[
            { required: true, message: t('rule.required') },
            {
              max: CLUSTER_LIMITS.nameServersMax,
              message: t('rule.max', { max: CLUSTER_LIMITS.nameServersMax }),
            },
            {
              validator: async (_rule, value: unknown) => {
                const parsed = parseNameServers(typeof value === 'string' ? value : '');
                if (typeof value === 'string' && value !== '' && isNameServersError(parsed))
                  throw new Error(t('rule.nameServer', { entry: parsed.entry.slice(0, 80) }));
              },
            },
          ]}
        >
          <Input autoComplete="off" placeholder="10.0.0.1:9876;10.0.0.2:9876" className="code-input" />
        </Form.Item>
        <AddressMapField inUse={inUse} />
        <Form.Item
          name="aclEnabled"
          label={t('cluster.aclEnabled')}
          extra={t('cluster.aclHint')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        {aclEnabled && (
          <KeyFields
            secretRequired={!secretKept}
            secretHint={secretKept ? t('cluster.secretKeyKept') : t('cluster.secretKeyHint')}
          />
        )}
      </Form>
      {cluster !== undefined && (
        <Descriptions
          size="small"
          column={1}
          layout="vertical"
          items={[{ key: 'fence', label: t('fence.label'), children: <FenceText fence={cluster.fence} /> }]}
        />
      )}
      {save.error !== null && <ProblemAlert error={save.error} />}
      {tested !== null && <ConnectionChecks key={tested.count} cluster={tested.body} />}
    </Drawer>
  );
}
