import { ArrowDownOutlined, ArrowUpOutlined, MinusOutlined } from '@ant-design/icons';
import type { StreamView } from '@slipstream/shared';
import { Popover, Skeleton, Table, Tooltip, type TableColumnsType } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { ActionButton } from '../../../ui/action-button.js';
import { formatCount, formatDuration } from '../../../ui/format.js';
import { ChoiceFilter } from '../../../ui/list/choice-filter.js';
import { NoMatch, NoneYet } from '../../../ui/list/list-empty.js';
import { ListToolbar } from '../../../ui/list/list-toolbar.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { ReasonView } from '../../../ui/reason-view.js';
import { STREAM_LOOK } from '../../../ui/state-look.js';
import { useStreams } from '../tasks-api.js';
import { countStreamGroups, filterStreams, STREAM_GROUPS } from './stream-filter.js';
import { orderParts, orderStreams, STREAM_ORDERS, type StreamColumn } from './stream-order.js';
import type { LagTrend } from './stream-trend.js';
import { useLagTrends } from './use-lag-trends.js';

/** Above this many rows only the visible ones are drawn. */
const VIRTUAL_FROM = 100;

interface Props {
  taskId: string;
  /** Streams of two directions are told apart. */
  twoWay: boolean;
  /** Why a stream cannot be reset now; null when it can. */
  resetRefusal: string | null;
  onReset: (stream: StreamView) => void;
}

/** Every queue of a task: from where to where, how far, and what holds it back. */
export function StreamsPanel({ taskId, twoWay, resetRefusal, onReset }: Props): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const streams = useStreams(taskId);
  const [search, setSearch] = useQueryState('stream', parseAsString.withDefault(''));
  const [group, setGroup] = useQueryState('streams', parseAsStringLiteral(STREAM_GROUPS).withDefault('all'));
  const [order, setOrder] = useQueryState('order', parseAsStringLiteral(STREAM_ORDERS).withDefault('topic'));
  const all = streams.data?.items ?? NONE;
  const found = useMemo(() => filterStreams(all, search, 'all'), [all, search]);
  const counts = useMemo(() => countStreamGroups(found), [found]);
  const shown = useMemo(() => orderStreams(filterStreams(found, '', group), order), [found, group, order]);
  const trend = useLagTrends(all, streams.dataUpdatedAt);
  if (streams.isPending) return <Skeleton active />;
  if (streams.data === undefined)
    return <ProblemPage level={2} error={streams.error} onRetry={() => void streams.refetch()} />;
  const count = (value: string | null): string => formatCount(value, language);
  const { column: ordered, down } = orderParts(order);
  // The order stands in the address, and the whole list is ordered before it is drawn.
  const sortable = (column: StreamColumn) => ({
    key: column,
    sorter: true,
    sortOrder: ordered === column ? (down ? ('descend' as const) : ('ascend' as const)) : null,
  });

  const columns: TableColumnsType<StreamView> = [
    {
      title: t('stream.state'),
      dataIndex: 'state',
      width: 110,
      render: (_state, stream) => <StreamStateLabel stream={stream} />,
    },
    ...(twoWay
      ? [
          {
            title: t('stream.direction'),
            dataIndex: 'direction',
            width: 80,
            render: (flow: StreamView['direction']) => t(`flow.${flow}`),
          },
        ]
      : []),
    { title: t('streams.topic'), dataIndex: 'sourceTopic', ...sortable('topic'), width: 190, ellipsis: true },
    {
      title: t('streams.broker'),
      dataIndex: 'sourceBroker',
      ...sortable('broker'),
      width: 110,
      ellipsis: true,
    },
    { title: t('streams.queue'), dataIndex: 'sourceQueue', width: 64, align: 'right' },
    {
      title: t('stream.target'),
      key: 'target',
      width: 150,
      render: (_value, stream) => (
        <span className="queue">
          {stream.targetTopic !== stream.sourceTopic && <span>{stream.targetTopic}</span>}
          <code>
            {stream.targetBroker} · {stream.targetQueue}
          </code>
        </span>
      ),
    },
    {
      title: t('stream.sourceMax'),
      dataIndex: 'sourceMax',
      ...sortable('max'),
      width: 105,
      align: 'right',
      render: count,
    },
    {
      title: t('streams.replicated'),
      dataIndex: 'position',
      ...sortable('position'),
      width: 105,
      align: 'right',
      render: count,
    },
    {
      title: t('task.lag'),
      dataIndex: 'lagMessages',
      ...sortable('lag'),
      width: 105,
      align: 'right',
      render: (lag: string | null, stream) => (
        <span className="stream-lag">
          {count(lag)} <TrendArrow trend={trend(stream.id)} />
        </span>
      ),
    },
    {
      title: t('task.delay'),
      dataIndex: 'delayMs',
      ...sortable('delay'),
      width: 90,
      align: 'right',
      render: (ms: number | null) => formatDuration(ms, language),
    },
    {
      title: t('stream.actions'),
      key: 'actions',
      width: 76,
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
      <ListToolbar
        query={streams}
        search={{ label: t('stream.search'), value: search, onChange: (text) => void setSearch(text) }}
        announce={t('streams.shown', { count: shown.length })}
      >
        <ChoiceFilter
          label={t('stream.filter')}
          value={group}
          choices={STREAM_GROUPS.map((value) => ({
            value,
            label: t(`streamGroup.${value}`),
            count: counts[value],
          }))}
          onChange={(value) => void setGroup(value)}
        />
      </ListToolbar>
      <Table
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={shown}
        pagination={false}
        showSorterTooltip={false}
        virtual={shown.length > VIRTUAL_FROM}
        scroll={shown.length > VIRTUAL_FROM ? { x: 1_100, y: 560 } : { x: 1_100 }}
        onChange={(_pages, _filters, sorting) => {
          const { columnKey, order: wish } = Array.isArray(sorting) ? {} : sorting;
          const wanted = `${wish === 'descend' ? '-' : ''}${String(columnKey)}`;
          void setOrder((wish && STREAM_ORDERS.find((known) => known === wanted)) || null);
        }}
        locale={{
          emptyText:
            all.length === 0 ? (
              <NoneYet>{t('stream.empty')}</NoneYet>
            ) : (
              <NoMatch
                onClear={() => {
                  void setSearch(null);
                  void setGroup(null);
                }}
              />
            ),
        }}
      />
    </div>
  );
}

const NONE: readonly StreamView[] = [];

const ARROWS: Readonly<Record<LagTrend, ReactElement>> = {
  GROWING: <ArrowUpOutlined />,
  STEADY: <MinusOutlined />,
  SHRINKING: <ArrowDownOutlined />,
};

/** Which way the lag goes; nothing until that is known. The word is there for those who do not see the arrow. */
function TrendArrow({ trend }: { trend: LagTrend | null }): ReactElement {
  const { t } = useTranslation();
  if (trend === null) return <span className="trend" />;
  return (
    <Tooltip title={t(`lagTrend.${trend}`)}>
      <span className="trend" data-trend={trend}>
        <span className="visually-hidden">{t(`lagTrend.${trend}`)}</span>
        {ARROWS[trend]}
      </span>
    </Tooltip>
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
