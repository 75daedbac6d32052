import { Alert, Descriptions, Skeleton, Table, Tag, type TableColumnsType } from 'antd';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatBytes, formatCount, formatDuration } from '../../../ui/format.js';
import { ProblemAlert } from '../../../ui/problem-view.js';
import { useTaskPreview, type PreviewFlow, type PreviewRoute, type TaskPreview } from '../preview-api.js';
import type { CreateTaskBody } from '../tasks-api.js';

const PAGE = 6;
const COLORS: Readonly<Record<PreviewRoute['outlook'], string>> = {
  READY: 'success',
  CREATE: 'processing',
  FEWER_QUEUES: 'warning',
  NO_WRITE_PERMISSION: 'error',
  SOURCE_MISSING: 'error',
  SYSTEM_TOPIC: 'error',
};

/** What the task would copy, create and meet (T-11). A cluster that is away is said, and stops nobody. */
export function PreviewPanel({
  body,
  taskId,
  saving,
  onPreview,
  children,
}: {
  body: CreateTaskBody;
  taskId: string | undefined;
  /** Told of each answer. */
  saving: boolean;
  onPreview: (preview: TaskPreview) => void;
  /** Shows what was found about other tasks. */
  children: (findings: TaskPreview['findings']) => ReactElement;
}): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const preview = useTaskPreview(body, taskId, !saving);
  const { data } = preview;
  useEffect(() => {
    if (data !== undefined) onPreview(data);
  }, [data, onPreview]);
  if (preview.isError)
    return (
      <section aria-label={t('preview.title')}>
        <ProblemAlert error={preview.error} />
      </section>
    );
  if (data === undefined)
    return <Skeleton active title={false} paragraph={{ rows: 4 }} aria-label={t('preview.loading')} />;
  const { flows, findings, etaSeconds, assumedMessagesPerSecond } = data;
  return (
    <section aria-label={t('preview.title')}>
      <h3>{t('preview.title')}</h3>
      {flows.map((flow) => (
        <Flow key={flow.direction} flow={flow} twoWay={flows.length > 1} />
      ))}
      {etaSeconds > 0 && (
        <p className="quiet">
          {t('preview.eta', {
            time: formatDuration(etaSeconds * 1000, language),
            rate: formatCount(assumedMessagesPerSecond, language),
          })}
        </p>
      )}
      {children(findings)}
    </section>
  );
}

function Flow({ flow, twoWay }: { flow: PreviewFlow; twoWay: boolean }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: number | string): string => formatCount(value, language);
  const estimated = flow.sampledQueues < flow.queues;
  const columns: TableColumnsType<PreviewRoute> = [
    { title: t('preview.sourceTopic'), dataIndex: 'sourceTopic' },
    { title: t('preview.targetTopic'), dataIndex: 'targetTopic' },
    {
      title: t('preview.queues'),
      key: 'queues',
      align: 'right',
      render: (_value, { sourceQueues, targetQueues }) => `${sourceQueues} → ${targetQueues}`,
    },
    {
      title: t('preview.outlook'),
      key: 'outlook',
      render: (_value, { outlook, filterError }) =>
        filterError === undefined ? (
          <Tag color={COLORS[outlook]}>{t(`outlook.${outlook}`)}</Tag>
        ) : (
          <span>
            <Tag color="error">{t('preview.badFilter')}</Tag>
            <code>{filterError}</code>
          </span>
        ),
    },
  ];
  return (
    <>
      {twoWay && (
        <h4>
          {t(`flow.${flow.direction}`)}: {flow.source} → {flow.target}
        </h4>
      )}
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, lg: 4 }}
        items={[
          { key: 'topics', label: t('preview.topics'), children: count(flow.routes) },
          { key: 'create', label: t('preview.toCreate'), children: count(flow.toCreate) },
          {
            key: 'messages',
            label: t('preview.messages'),
            children: `${estimated ? '≈ ' : ''}${count(flow.messages)}`,
          },
          {
            key: 'bytes',
            label: t('preview.bytes'),
            children:
              flow.bytes === null ? t('common.unknown') : `≈ ${formatBytes(Number(flow.bytes), language)}`,
          },
          { key: 'queues', label: t('preview.queues'), children: count(flow.queues) },
          {
            key: 'groups',
            label: t('preview.groups'),
            children: flow.consumerGroups === null ? t('common.unknown') : count(flow.consumerGroups),
          },
          { key: 'system', label: t('preview.system'), children: count(flow.systemTopics) },
          { key: 'other', label: t('preview.other'), children: count(flow.otherTopics) },
        ]}
      />
      {estimated && (
        <p className="quiet">
          {t('preview.estimated', { sampled: count(flow.sampledQueues), queues: count(flow.queues) })}
        </p>
      )}
      {flow.conflicts > 0 && (
        <Alert type="warning" showIcon title={t('preview.conflicts', { count: flow.conflicts })} />
      )}
      <Table
        rowKey={(route) => `${route.sourceTopic} ${route.targetTopic}`}
        size="small"
        columns={columns}
        dataSource={flow.items}
        pagination={
          flow.items.length > PAGE ? { pageSize: PAGE, size: 'small', showSizeChanger: false } : false
        }
        scroll={{ x: 'max-content' }}
      />
      {flow.routes > flow.items.length && (
        <p className="quiet">{t('preview.more', { count: flow.routes - flow.items.length })}</p>
      )}
    </>
  );
}
