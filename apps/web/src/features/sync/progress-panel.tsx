import { DownOutlined, RightOutlined, TeamOutlined } from '@ant-design/icons';
import {
  PROGRESS_SENSES,
  PROGRESS_WHYS,
  type GroupProgressView,
  type ProgressSense,
  type TaskView,
} from '@slipstream/shared';
import { Button, Select } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { lazy, Suspense, useState, type MouseEvent, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ActionButton } from '../../ui/action-button.js';
import { ChoiceFilter } from '../../ui/list/choice-filter.js';
import { ListToolbar } from '../../ui/list/list-toolbar.js';
import { PagedTable } from '../../ui/list/paged-table.js';
import { Outcome } from '../../ui/outcome.js';
import { Unanswered } from '../../ui/unanswered.js';
import { useSettled } from '../../ui/use-settled.js';
import { hasRole, useRole } from '../auth/index.js';
import { useProgressColumns } from './progress-columns.js';
import { QueueTable } from './queue-table.js';
import { useProgress } from './sync-api.js';
import { SyncHead } from './sync-head.js';

const ApplyDialog = lazy(async () => ({
  default: (await import('./apply/apply-dialog.js')).ApplyProgressDialog,
}));

const SENSES = ['all', ...PROGRESS_SENSES] as const;

interface Props {
  task: TaskView;
  /** Which way progress is carried, in words. */
  enabled: ReactNode;
}

/** How far the progress of each consumer group is carried to the other side, and why not (P-04). */
export function ProgressPanel({ task, enabled }: Props): ReactElement {
  const { t } = useTranslation();
  const role = useRole();
  const [sense, setSense] = useQueryState('sense', parseAsStringLiteral(SENSES).withDefault('all'));
  const [why, setWhy] = useQueryState('why', parseAsStringLiteral(PROGRESS_WHYS));
  const [search, setSearch] = useQueryState('group', parseAsString.withDefault(''));
  const [applying, setApplying] = useState<{ sense: ProgressSense; groups: string[] } | null>(null);
  const progress = useProgress(task.id, {
    sense: sense === 'all' ? null : sense,
    why,
    search: useSettled(search.trim()),
  });
  const refusal = hasRole(role, 'OPERATOR') ? null : t('refusal.role.OPERATOR');
  const columns = useProgressColumns(refusal, (group) =>
    setApplying({ sense: group.sense, groups: [group.consumerGroup] }),
  );
  const [first] = progress.data?.pages ?? [];
  if (progress.data === undefined || first === undefined) return <Unanswered query={progress} />;
  const { status } = first;
  const items = progress.data.pages.flatMap((page) => page.items);
  const isOff = !first.enabled.toTarget && !first.enabled.toSource;
  const isFiltered = sense !== 'all' || why !== null || search !== '';
  const apply = (
    <ActionButton
      refusal={refusal}
      onClick={() => setApplying({ sense: sense === 'all' ? 'TO_TARGET' : sense, groups: [] })}
    >
      {t('progress.apply')}
    </ActionButton>
  );
  const dialog = applying !== null && (
    <Suspense fallback={null}>
      <ApplyDialog
        task={task}
        initial={applying}
        known={[...new Set(items.map(({ consumerGroup }) => consumerGroup))]}
        onClose={() => setApplying(null)}
      />
    </Suspense>
  );
  if (isOff && items.length === 0 && !isFiltered)
    return (
      <>
        <Outcome
          level={2}
          icon={<TeamOutlined />}
          title={t('progress.offTitle')}
          action={
            <span className="decisions">
              <Link to={`/tasks/${task.id}/edit`}>{t('sync.edit')}</Link>
              {apply}
            </span>
          }
        >
          {t('progress.offText')}
        </Outcome>
        {dialog}
      </>
    );
  return (
    <div className="sync">
      <SyncHead
        task={task}
        status={status}
        label={t('sync.carried')}
        enabled={enabled}
        offNote={isOff ? t('progress.offNow') : null}
      />
      <ListToolbar
        lead={apply}
        search={{ label: t('progress.search'), value: search, onChange: (text) => void setSearch(text) }}
        query={progress}
      >
        <ChoiceFilter
          label={t('progress.senseFilter')}
          value={sense}
          choices={SENSES.map((value) => ({
            value,
            label: value === 'all' ? t('sync.all') : t(`progressSense.${value}`),
          }))}
          onChange={(value) => void setSense(value)}
        />
        <Select
          allowClear
          className="why-select"
          aria-label={t('progress.whyFilter')}
          placeholder={t('progress.whyFilter')}
          value={why}
          options={PROGRESS_WHYS.map((value) => ({ value, label: t(`progressWhy.${value}`) }))}
          onChange={(value) => void setWhy(value ?? null)}
        />
      </ListToolbar>
      <PagedTable
        label={t('tab.progress')}
        query={progress}
        rowKey="id"
        columns={columns}
        dataSource={items}
        expandable={{
          columnTitle: <span className="visually-hidden">{t('progress.queueColumn')}</span>,
          expandedRowRender: (group) => <QueueTable group={group} />,
          expandIcon: ({ expanded, onExpand, record }) => (
            <ExpandButton expanded={expanded} group={record} onClick={(event) => onExpand(record, event)} />
          ),
        }}
        isFiltered={isFiltered}
        onClear={() => {
          void setSense(null);
          void setWhy(null);
          void setSearch(null);
        }}
        none={status === null ? t('progress.emptyText') : t('progress.emptyNone')}
      />
      {dialog}
    </div>
  );
}

function ExpandButton({
  expanded,
  group,
  onClick,
}: {
  expanded: boolean;
  group: GroupProgressView;
  onClick: (event: MouseEvent<HTMLElement>) => void;
}): ReactElement {
  const { t } = useTranslation();
  const names = { group: group.consumerGroup, topic: group.fromTopic };
  return (
    <Button
      type="text"
      size="small"
      icon={expanded ? <DownOutlined /> : <RightOutlined />}
      aria-expanded={expanded}
      aria-label={expanded ? t('progress.hideQueues', names) : t('progress.showQueues', names)}
      onClick={onClick}
    />
  );
}
