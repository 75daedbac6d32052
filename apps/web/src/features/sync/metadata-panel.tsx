import { AppstoreOutlined } from '@ant-design/icons';
import { METADATA_KINDS, METADATA_STATES, type MetadataCounts, type TaskView } from '@slipstream/shared';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ChoiceFilter } from '../../ui/list/choice-filter.js';
import { ListToolbar } from '../../ui/list/list-toolbar.js';
import { PagedTable } from '../../ui/list/paged-table.js';
import { Outcome } from '../../ui/outcome.js';
import { Unanswered } from '../../ui/unanswered.js';
import { useSettled } from '../../ui/use-settled.js';
import { useMetadataColumns } from './metadata-columns.js';
import { useMetadata } from './sync-api.js';
import { SyncHead } from './sync-head.js';

const KINDS = ['all', ...METADATA_KINDS] as const;
const STATES = ['all', ...METADATA_STATES] as const;
type KindChoice = (typeof KINDS)[number];
type StateChoice = (typeof STATES)[number];

interface Props {
  task: TaskView;
  /** What the task keeps the same, in words. */
  enabled: ReactNode;
}

/** How topics, consumer groups and accounts of a task stand on both sides, and decisions about what differs (M-03). */
export function MetadataPanel({ task, enabled }: Props): ReactElement {
  const { t } = useTranslation();
  const [kind, setKind] = useQueryState('kind', parseAsStringLiteral(KINDS).withDefault('all'));
  const [state, setState] = useQueryState('state', parseAsStringLiteral(STATES).withDefault('all'));
  const [search, setSearch] = useQueryState('item', parseAsString.withDefault(''));
  const metadata = useMetadata(task.id, {
    kind: kind === 'all' ? null : kind,
    state: state === 'all' ? null : state,
    search: useSettled(search.trim()),
  });
  const columns = useMetadataColumns(task);
  const [first] = metadata.data?.pages ?? [];
  if (metadata.data === undefined || first === undefined) return <Unanswered query={metadata} />;
  const { status, counts } = first;
  const items = metadata.data.pages.flatMap((page) => page.items);
  const { topics, groups, accounts } = first.enabled;
  const isOff = !topics && !groups && !accounts;
  const total = countOf(counts, 'all', 'all');
  if (isOff && total === 0)
    return (
      <Outcome
        level={2}
        icon={<AppstoreOutlined />}
        title={t('metadata.offTitle')}
        action={<Link to={`/tasks/${task.id}/edit`}>{t('sync.edit')}</Link>}
      >
        {t('metadata.offText')}
      </Outcome>
    );
  return (
    <div className="sync">
      <SyncHead
        task={task}
        status={status}
        label={t('sync.synced')}
        enabled={enabled}
        offNote={isOff ? t('metadata.offNow') : null}
      />
      <ListToolbar
        search={{ label: t('metadata.search'), value: search, onChange: (text) => void setSearch(text) }}
        query={metadata}
      >
        <ChoiceFilter
          label={t('metadata.kindFilter')}
          value={kind}
          choices={KINDS.map((value) => ({
            value,
            label: value === 'all' ? t('sync.all') : t(`metadataKind.${value}`),
            count: countOf(counts, value, 'all'),
          }))}
          onChange={(value) => void setKind(value)}
        />
        <ChoiceFilter
          label={t('metadata.stateFilter')}
          value={state}
          choices={STATES.map((value) => ({
            value,
            label: value === 'all' ? t('sync.all') : t(`metadataState.${value}`),
            count: countOf(counts, kind, value),
          }))}
          onChange={(value) => void setState(value)}
        />
      </ListToolbar>
      <PagedTable
        label={t('tab.metadata')}
        query={metadata}
        rowKey="id"
        columns={columns}
        dataSource={items}
        isFiltered={total > 0}
        onClear={() => {
          void setKind(null);
          void setState(null);
          void setSearch(null);
        }}
        none={status === null ? t('metadata.emptyText') : t('metadata.emptyNone')}
      />
    </div>
  );
}

function countOf(counts: MetadataCounts, kind: KindChoice, state: StateChoice): number {
  let sum = 0;
  for (const one of kind === 'all' ? METADATA_KINDS : [kind])
    for (const other of state === 'all' ? METADATA_STATES : [state]) sum += counts[one][other];
  return sum;
}
