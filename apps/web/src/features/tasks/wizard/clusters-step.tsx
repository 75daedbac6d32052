import { PlusOutlined, SwapOutlined } from '@ant-design/icons';
import { NAME_PATTERN, TASK_LIMITS } from '@slipstream/shared';
import { Alert, Button, Form, Input, Select, Tooltip } from 'antd';
import { Suspense, useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.js';
import { hasRole, useRole } from '../../auth/index.js';
import { ClusterDrawer, useClusters } from '../../clusters/index.js';
import { Precheck, type PrecheckProps } from '../../precheck/index.js';
import type { TaskFormValues } from '../task-form.js';
import type { ReviewProps } from './review-step.js';
import { useTasks } from '../tasks-api.js';
import { suggestName } from './task-names.js';

type Side = 'sourceClusterId' | 'targetClusterId';

const SIDES = [
  { side: 'sourceClusterId', label: 'task.source', hint: 'wizard.sourceHint' },
  { side: 'targetClusterId', label: 'task.target', hint: 'wizard.targetHint' },
] as const;

/** Step 1: from where to where, and the task's name. */
export function ClustersStep({ onPrecheck }: Pick<ReviewProps, 'onPrecheck'>): ReactElement {
  const { t } = useTranslation();
  const clusters = useClusters();
  const form = Form.useFormInstance<TaskFormValues>();
  const adding = useAddedCluster();
  const adminOnly = hasRole(useRole(), 'ADMIN') ? null : t('refusal.role.ADMIN');
  const nameIsOurs = useSuggestedName();
  const options = (clusters.data?.items ?? []).map((cluster) => ({
    value: cluster.id,
    label: cluster.name,
    search: `${cluster.name} ${cluster.clusterId} ${cluster.nameServers}`.toLowerCase(),
    clusterId: cluster.clusterId,
    nameServers: cluster.nameServers,
  }));
  const missing = 2 - options.length;
  const swap = (): void => {
    const { sourceClusterId, targetClusterId } = form.getFieldsValue(true) as TaskFormValues;
    form.setFieldsValue({ sourceClusterId: targetClusterId, targetClusterId: sourceClusterId });
  };
  return (
    <>
      {clusters.data !== undefined && missing > 0 && (
        <Alert
          type="info"
          showIcon
          className="step-note"
          title={t('wizard.needClusters')}
          description={t('taskForm.clustersMissing', { count: missing })}
          action={
            <ActionButton
              type="primary"
              size="small"
              icon={<PlusOutlined />}
              refusal={adminOnly}
              onClick={() => adding.open()}
            >
              {t('cluster.add')}
            </ActionButton>
          }
        />
      )}
      <div className="cluster-columns">
        {SIDES.map(({ side, label, hint }) => (
          <Form.Item
            key={side}
            name={side}
            label={t(label)}
            className={side}
            extra={
              <>
                {t(hint)}
                {missing <= 0 && adminOnly === null && (
                  <Button
                    type="link"
                    size="small"
                    aria-label={t(side === 'sourceClusterId' ? 'taskForm.addSource' : 'taskForm.addTarget')}
                    onClick={() => adding.open(side)}
                  >
                    {t('cluster.add')}
                  </Button>
                )}
              </>
            }
            dependencies={side === 'targetClusterId' ? ['sourceClusterId'] : []}
            rules={[
              { required: true, message: t('rule.choose') },
              ...(side === 'targetClusterId'
                ? [
                    {
                      validator: async (_rule: unknown, value: unknown) => {
                        if (value !== undefined && value === form.getFieldValue('sourceClusterId'))
                          throw new Error(t('rule.sameCluster'));
                      },
                    },
                  ]
                : []),
            ]}
          >
            <Select
              loading={clusters.isPending}
              options={options}
              showSearch={{
                filterOption: (input, option) => option?.search.includes(input.toLowerCase()) ?? false,
              }}
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
          </Form.Item>
        ))}
        <Tooltip title={t('taskForm.swap')}>
          <Button
            className="cluster-swap"
            icon={<SwapOutlined />}
            aria-label={t('taskForm.swap')}
            onClick={swap}
          />
        </Tooltip>
      </div>
      <Form.Item
        name="name"
        label={t('task.name')}
        extra={nameIsOurs ? t('taskForm.nameSuggested') : t('rule.nameHint')}
        rules={[
          { required: true, message: t('rule.required') },
          { max: TASK_LIMITS.nameMax, message: t('rule.max', { max: TASK_LIMITS.nameMax }) },
          { pattern: NAME_PATTERN, message: t('rule.name') },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      {adding.isOpen && (
        <Suspense fallback={null}>
          <ClusterDrawer cluster={undefined} onClose={adding.close} />
        </Suspense>
      )}
      <PairCheck onResult={(worst) => onPrecheck('clusters', worst)} />
    </>
  );
}

/** Has a worker look at both clusters as soon as they are chosen. */
function PairCheck({ onResult }: Required<Pick<PrecheckProps, 'onResult'>>): ReactElement {
  const form = Form.useFormInstance<TaskFormValues>();
  const sourceClusterId = Form.useWatch('sourceClusterId', form);
  const targetClusterId = Form.useWatch('targetClusterId', form);
  const isPair =
    sourceClusterId !== undefined && targetClusterId !== undefined && sourceClusterId !== targetClusterId;
  return (
    <Precheck
      input={isPair ? { clusters: { sourceClusterId, targetClusterId } } : null}
      auto
      onResult={onResult}
    />
  );
}

/** Adds a cluster without leaving the form, and chooses it. */
function useAddedCluster(): { isOpen: boolean; open: (side?: Side) => void; close: () => void } {
  const form = Form.useFormInstance<TaskFormValues>();
  const clusters = useClusters().data?.items;
  const [isOpen, setOpen] = useState(false);
  /** What was registered before the drawer was opened, and for which side it was. */
  const asked = useRef<{ known: ReadonlySet<string>; side: Side | undefined } | null>(null);
  useEffect(() => {
    const { current } = asked;
    const added = clusters?.find(({ id }) => current !== null && !current.known.has(id));
    if (current === null || added === undefined) return;
    asked.current = null;
    const empty = SIDES.find(({ side }) => form.getFieldValue(side) === undefined)?.side;
    const side = current.side ?? empty;
    if (side !== undefined) {
      form.setFieldValue(side, added.id);
      void form.validateFields([side]).catch(() => undefined);
    }
  }, [clusters, form]);
  return {
    isOpen,
    open: (side) => {
      asked.current = { known: new Set(clusters?.map(({ id }) => id)), side };
      setOpen(true);
    },
    close: () => setOpen(false),
  };
}

/** Fills an empty name in from the clusters, and follows them until the user writes one; true while the name is ours. */
function useSuggestedName(): boolean {
  const form = Form.useFormInstance<TaskFormValues>();
  const source = Form.useWatch('sourceClusterId', form);
  const target = Form.useWatch('targetClusterId', form);
  const name = Form.useWatch('name', form);
  const clusters = useClusters().data?.items;
  const tasks = useTasks().data?.items;
  /** What was filled in last; anything else in the field is the user's. */
  const filled = useRef('');
  const wished = useMemo(() => {
    const nameOf = (id: string | undefined): string | undefined =>
      clusters?.find((cluster) => cluster.id === id)?.name;
    const [from, to] = [nameOf(source), nameOf(target)];
    if (from === undefined || to === undefined || tasks === undefined) return undefined;
    return suggestName(from, to, new Set(tasks.map((task) => task.name)));
  }, [clusters, source, target, tasks]);
  useEffect(() => {
    const present: string = form.getFieldValue('name') ?? '';
    if (wished === undefined || wished === present || (present !== '' && present !== filled.current)) return;
    filled.current = wished;
    form.setFieldValue('name', wished);
    void form.validateFields(['name']).catch(() => undefined);
  }, [form, wished]);
  return wished !== undefined && name === wished;
}
