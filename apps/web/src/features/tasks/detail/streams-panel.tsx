import type { StreamView } from '@slipstream/shared';
import { Empty, Input, Popover, Segmented, Skeleton, Table, type TableColumnsType } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { ActionButton } from '../../../ui/action-button.js';
import { formatCount, formatDuration } from '../../../ui/format.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { ReasonView } from '../../../ui/reason-view.js';
import { RefreshIndicator } from '../../../ui/refresh-indicator.js';
import { StaleNotice } from '../../../ui/stale-notice.js';
import { STREAM_LOOK } from '../../../ui/state-look.js';
import { useStreams } from '../tasks-api.js';
import { countStreamGroups, filterStreams, STREAM_GROUPS } from './stream-filter.js';

/** Above this many rows only the visible ones are drawn. */
const VIRTUAL_FROM = 100;

interface Props {
  taskId: string;
  /** Why a stream cannot be reset now; null when it can. */
  resetRefusal: string | null;
  onReset: (stream: StreamView) => void;
}

/** Every queue of a task: from where to where, how far, and what holds it back. */
export function StreamsPanel({ taskId, resetRefusal, onReset }: Props): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const streams = useStreams(taskId);
  const [search, setSearch] = useQueryState('stream', parseAsString.withDefault(''));
  const [group, setGroup] = useQueryState('streams', parseAsStringLiteral(STREAM_GROUPS).withDefault('all'));
  if (streams.isPending) return <Skeleton active />;
  if (streams.data === undefined)
    return <ProblemPage level={2} error={streams.error} onRetry={() => void streams.refetch()} />;
  const all = streams.data.items;
  const found = filterStreams(all, search, 'all');
  const shown = filterStreams(found, '', group);
  const counts = countStreamGroups(found);
  const count = (value: string | null): string => formatCount(value, language);

  const columns: TableColumnsType<StreamView> = [
    {
      title: t('stream.state'),
      dataIndex: 'state',
      width: 130,
      render: (_state, stream) => <StreamStateLabel stream={stream} />,
    },
    {
      title: t('stream.direction'),
      dataIndex: 'direction',
      width: 90,
      render: (flow: StreamView['direction']) => t(`flow.${flow}`),
    },
    {
      title: t('stream.source'),
      key: 'source',
      width: 220,
      sorter: (a, b) => a.sourceTopic.localeCompare(b.sourceTopic) || a.sourceQueue - b.sourceQueue,
      render: (_value, stream) => (
        <Queue topic={stream.sourceTopic} broker={stream.sourceBroker} queue={stream.sourceQueue} />
      ),
    },
    {
      title: t('stream.target'),
      key: 'target',
      width: 220,
      render: (_value, stream) => (
        <Queue topic={stream.targetTopic} broker={stream.targetBroker} queue={stream.targetQueue} />
      ),
    },
    { title: t('stream.position'), dataIndex: 'position', width: 120, align: 'right', render: count },
    { title: t('stream.sourceMax'), dataIndex: 'sourceMax', width: 120, align: 'right', render: count },
    {
      title: t('task.lag'),
      dataIndex: 'lagMessages',
      width: 100,
      align: 'right',
      sorter: (a, b) => Number(a.lagMessages ?? -1) - Number(b.lagMessages ?? -1),
      render: count,
    },
    {
      title: t('task.delay'),
      dataIndex: 'delayMs',
      width: 120,
      align: 'right',
      sorter: (a, b) => (a.delayMs ?? -1) - (b.delayMs ?? -1),
      render: formatDuration,
    },
    {
      title: t('stream.actions'),
      key: 'actions',
      width: 90,
      fixed: 'right',
      render: (_value, stream) => (
        <ActionButton
          type="link"
          size="small"
          refusal={resetRefusal}
          aria-label={t('stream.resetOne', { topic: stream.sourceTopic, queue: stream.sourceQueue })}
          onClick={() => onReset(stream)}
        >
          {t('stream.reset')}
        </ActionButton>
      ),
    },
  ];

  return (
    <div>
      <div className="toolbar">
        <Input.Search
          allowClear
          className="toolbar-search"
          placeholder={t('stream.search')}
          aria-label={t('stream.search')}
          value={search}
          onChange={(event) => void setSearch(event.target.value || null)}
        />
        <Segmented
          aria-label={t('stream.filter')}
          value={group}
          options={STREAM_GROUPS.map((value) => ({
            value,
            label: (
              <span>
                {t(`streamGroup.${value}`)} <span className="count">{counts[value]}</span>
              </span>
            ),
          }))}
          onChange={(value) => void setGroup(value)}
        />
        <span className="spacer" />
        <RefreshIndicator
          updatedAt={streams.dataUpdatedAt}
          fetching={streams.isFetching}
          onRefresh={() => void streams.refetch()}
        />
      </div>
      <StaleNotice error={streams.error} updatedAt={streams.dataUpdatedAt} />
      <Table
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={shown}
        pagination={false}
        virtual={shown.length > VIRTUAL_FROM}
        scroll={shown.length > VIRTUAL_FROM ? { x: 1_180, y: 560 } : { x: 'max-content' }}
        locale={{
          emptyText: (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={all.length === 0 ? t('stream.empty') : t('common.noMatch')}
            />
          ),
        }}
      />
    </div>
  );
}

function Queue({ topic, broker, queue }: { topic: string; broker: string; queue: number }): ReactElement {
  return (
    <span className="queue">
      <span>{topic}</span>
      <code>
        {broker} · {queue}
      </code>
    </span>
  );
}

function StreamStateLabel({ stream }: { stream: StreamView }): ReactElement {
  const { t } = useTranslation();
  const look = STREAM_LOOK[stream.state];
  const label = (
    <span className="health">
      <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
        {look.icon}
      </span>
      {t(`streamState.${stream.state}`)}
    </span>
  );
  if (stream.reason === null) return label;
  return (
    <Popover trigger={['hover', 'focus']} content={<ReasonView reason={stream.reason} />}>
      <button type="button" className="plain-button underlined">
        {label}
      </button>
    </Popover>
  );
}
