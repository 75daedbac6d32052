import type { ProgressAppliedQueue, ProgressPlanGroup, ProgressPlanQueue } from '@slipstream/shared';
import { Table, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount } from '../../../ui/format.js';
import { ScrollRegion } from '../../../ui/scroll-region.js';
import { LookLabel, OUTCOME_LOOK } from '../looks.js';
import { ProgressState } from '../progress-state.js';
import { planRows, type PlanRow } from './plan-figures.js';

const PAGE = 8;

/** What a plan would write, queue by queue: from where to where, and what is held and why. */
export function PlanTable({ groups }: { groups: readonly ProgressPlanGroup[] }): ReactElement {
  const { t } = useTranslation();
  const offset = useOffsetText();
  const columns: TableColumnsType<PlanRow<ProgressPlanQueue>> = [
    ...usePlaceColumns(),
    { title: t('applyProgress.now'), dataIndex: 'toOffset', align: 'right', render: offset },
    {
      title: t('applyProgress.willBe'),
      dataIndex: 'writes',
      align: 'right',
      render: (writes: string | null) =>
        writes === null ? (
          <span className="quiet">{t('applyProgress.kept')}</span>
        ) : (
          <strong>{offset(writes)}</strong>
        ),
    },
    {
      title: t('progress.state'),
      key: 'state',
      render: (_value, { why, said, writes }) =>
        why === null && writes !== null ? null : <ProgressState why={why} said={said} />,
    },
  ];
  return <Rows label={t('applyProgress.table')} columns={columns} rows={planRows(groups)} />;
}

/** What a plan has done, queue by queue: what was there, what was read back, and what came of it. */
export function AppliedTable({
  groups,
}: {
  groups: readonly ProgressPlanGroup<ProgressAppliedQueue>[];
}): ReactElement {
  const { t } = useTranslation();
  const offset = useOffsetText();
  const columns: TableColumnsType<PlanRow<ProgressAppliedQueue>> = [
    ...usePlaceColumns<ProgressAppliedQueue>(),
    { title: t('applyProgress.now'), dataIndex: 'before', align: 'right', render: offset },
    { title: t('applyProgress.readBack'), dataIndex: 'toOffset', align: 'right', render: offset },
    {
      title: t('applyProgress.result'),
      key: 'outcome',
      render: (_value, { outcome, why, said }) => (
        <div className="sync-why" data-outcome={outcome}>
          <LookLabel look={OUTCOME_LOOK[outcome]}>{t(`progressOutcome.${outcome}`)}</LookLabel>
          {why !== null && <div className="quiet">{t(`progressWhyHelp.${why}`)}</div>}
          {outcome === 'REFUSED' && said !== null && <code>{said}</code>}
        </div>
      ),
    },
  ];
  return <Rows label={t('applyProgress.table')} columns={columns} rows={planRows(groups)} />;
}

function useOffsetText(): (offset: string | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (offset) => (offset === null ? t('progress.noOffset') : formatCount(offset, language));
}

function usePlaceColumns<Queue extends ProgressPlanQueue>(): TableColumnsType<PlanRow<Queue>> {
  const { t } = useTranslation();
  const offset = useOffsetText();
  return [
    {
      title: t('progress.group'),
      dataIndex: 'consumerGroup',
      render: (group: string) => <strong className="sync-name">{group}</strong>,
    },
    {
      title: t('applyProgress.where'),
      key: 'where',
      render: (_value, { toTopic, toBroker, toQueue }) => (
        <span className="queue">
          <span>{toTopic}</span>
          <code>
            {toBroker} · {toQueue}
          </code>
        </span>
      ),
    },
    { title: t('applyProgress.committed'), dataIndex: 'fromOffset', align: 'right', render: offset },
  ];
}

function Rows<Queue extends ProgressPlanQueue>({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: TableColumnsType<PlanRow<Queue>>;
  rows: PlanRow<Queue>[];
}): ReactElement {
  return (
    <ScrollRegion label={label}>
      <Table
        rowKey="key"
        size="small"
        columns={columns}
        dataSource={rows}
        pagination={rows.length > PAGE ? { pageSize: PAGE, size: 'small', showSizeChanger: false } : false}
      />
    </ScrollRegion>
  );
}
