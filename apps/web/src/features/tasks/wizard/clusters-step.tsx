import { NAME_PATTERN, TASK_LIMITS } from '@slipstream/shared';
import { Alert, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useClusters } from '../../clusters/index.js';
import type { TaskFormValues } from '../task-form.js';

/** Step 1: the task's name, and from where to where. */
export function ClustersStep(): ReactElement {
  const { t } = useTranslation();
  const clusters = useClusters();
  const form = Form.useFormInstance<TaskFormValues>();
  const options = (clusters.data?.items ?? []).map((cluster) => ({
    value: cluster.id,
    label: cluster.name,
    search: `${cluster.name} ${cluster.clusterId} ${cluster.nameServers}`.toLowerCase(),
    clusterId: cluster.clusterId,
    nameServers: cluster.nameServers,
  }));
  const select = (
    <Select
      loading={clusters.isPending}
      options={options}
      showSearch={{ filterOption: (input, option) => option?.search.includes(input.toLowerCase()) ?? false }}
      placeholder={t('wizard.chooseCluster')}
      optionRender={({ data }) => (
        <div className="cluster-option">
          <span>{data.label}</span>
          <code>
            {data.clusterId} · {data.nameServers}
          </code>
        </div>
      )}
    />
  );
  return (
    <>
      {clusters.data !== undefined && options.length < 2 && (
        <Alert
          type="info"
          showIcon
          className="step-note"
          title={t('wizard.needClusters')}
          action={<Link to="/clusters?edit=new">{t('cluster.add')}</Link>}
        />
      )}
      <Form.Item
        name="name"
        label={t('task.name')}
        extra={t('rule.nameHint')}
        rules={[
          { required: true, message: t('rule.required') },
          { max: TASK_LIMITS.nameMax, message: t('rule.max', { max: TASK_LIMITS.nameMax }) },
          { pattern: NAME_PATTERN, message: t('rule.name') },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <div className="two-columns">
        <Form.Item
          name="sourceClusterId"
          label={t('task.source')}
          extra={t('wizard.sourceHint')}
          rules={[{ required: true, message: t('rule.choose') }]}
        >
          {select}
        </Form.Item>
        <Form.Item
          name="targetClusterId"
          label={t('task.target')}
          extra={t('wizard.targetHint')}
          dependencies={['sourceClusterId']}
          rules={[
            { required: true, message: t('rule.choose') },
            {
              validator: async (_rule, value: unknown) => {
                if (value !== undefined && value === form.getFieldValue('sourceClusterId'))
                  throw new Error(t('rule.sameCluster'));
              },
            },
          ]}
        >
          {select}
        </Form.Item>
      </div>
    </>
  );
}
