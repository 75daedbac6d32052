import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, type TableProps } from 'antd';
import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useLanguage } from '../../../i18n/use-language.js';
import { ActionButton } from '../../../ui/action-button.js';
import { downloadCsv } from '../../../ui/csv.js';
import { formatMoment } from '../../../ui/format.js';
import { ChoiceFilter } from '../../../ui/list/choice-filter.js';
import { NoMatch } from '../../../ui/list/list-empty.js';
import { Freshness, ListToolbar } from '../../../ui/list/list-toolbar.js';
import { PageHeader } from '../../../ui/page-header.js';
import { PageLoading } from '../../../ui/page-loading.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { hasRole, useRole } from '../../auth/index.js';
import { useClusters } from '../../clusters/index.js';
import { useTasks } from '../tasks-api.js';
import { useTaskCommands } from '../use-task-commands.js';
import { BulkBar } from './bulk/bulk-bar.js';
import { ColumnButton } from './column-button.js';
import { useColumnChoice } from './column-choice.js';
import { lastRatesQuery, useLastRates } from './figures-api.js';
import { useListAddress } from './list-address.js';
import './list.css';
import { NoWorkerNotice } from './no-worker-notice.js';
import { PendingTask, useStableCommands } from './stable-commands.js';
import { useTaskColumns, widthOf } from './task-columns.js';
import { countGroups, inGroup, matchesSearch, TASK_GROUPS } from './task-filter.js';
import { TaskListEmpty } from './task-list-empty.js';
import { lacksRate, RowCache, withLastRates, type TaskRow } from './task-rows.js';
import { sortRows, TASK_SORTS } from './task-sort.js';
import { TaskTable } from './task-table.js';
import { tasksCsv } from './tasks-csv.js';
import { useTableHeight } from './use-table-height.js';
import { useTaskRates } from './use-task-rates.js';
import './words.js';
import { useWorkers } from './workers-api.js';

/** List of tasks (W-01). The URL keeps search, filter and order; this browser keeps the columns. */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const role = useRole();
  const tasks = useTasks();
  const clusters = useClusters();
  const commands = useTaskCommands();
  const stableCommands = useStableCommands(commands);
  const rates = useTaskRates(tasks.data?.items, tasks.dataUpdatedAt);
  const [{ search, status, sort, order }, setAddress] = useListAddress();
  const [chosen, setChosen] = useColumnChoice();
  const [selectedIds, setSelectedIds] = useState<readonly string[]>([]);
  const lastRates = useLastRates(sort === 'rate' || selectedIds.length > 0);
  const [box, height] = useTableHeight();
  const [cache] = useState(() => new RowCache());
  const columns = useTaskColumns({ columns: chosen, sort, order, commands: stableCommands });

  const all = useMemo(() => tasks.data?.items ?? [], [tasks.data]);
  const waiting = all.filter(({ wanted }) => wanted === 'RUNNING').length;
  const workers = useWorkers(all.some((task) => task.status.reason?.code === 'NO_WORKER'));
  const names = useMemo(
    () => new Map((clusters.data?.items ?? []).map((cluster) => [cluster.id, cluster.name])),
    [clusters.data],
  );
  const clusterName = useCallback((id: string) => names.get(id) ?? t('common.unknown'), [names, t]);
  const rows = useMemo(
    () => cache.rowsOf(all, { clusterName, rates, lastRates }),
    [cache, all, clusterName, rates, lastRates],
  );
  const found = useMemo(
    () => rows.filter(({ task }) => matchesSearch(task, search, clusterName)),
    [rows, search, clusterName],
  );
  const counts = useMemo(() => countGroups(found.map(({ task }) => task)), [found]);
  const shown = useMemo(
    () =>
      sortRows(
        found.filter(({ task }) => inGroup(task, status)),
        sort,
        order,
        language,
      ),
    [found, status, sort, order, language],
  );
  const selected = useMemo(() => {
    const ids = new Set(selectedIds);
    return shown.filter(({ id }) => ids.has(id));
  }, [shown, selectedIds]);

  const keptIds = useMemo(() => selected.map(({ id }) => id), [selected]);
  const changeOrder = useCallback<NonNullable<TableProps<TaskRow>['onChange']>>(
    (_pages, _filters, sorter) => {
      const wish = Array.isArray(sorter) ? sorter[0] : sorter;
      const by = TASK_SORTS.find((name) => name === wish?.columnKey);
      setAddress(
        by === undefined || wish?.order === undefined || wish.order === null
          ? { sort: null, order: null }
          : { sort: by, order: wish.order === 'ascend' ? 'asc' : 'desc' },
      );
    },
    [setAddress],
  );
  const create = useMemo(
    () => (
      <ActionButton
        type="primary"
        icon={<PlusOutlined />}
        refusal={hasRole(role, 'OPERATOR') ? null : t('refusal.role.OPERATOR')}
        onClick={() => void navigate('/tasks/new')}
      >
        {t('task.create')}
      </ActionButton>
    ),
    [role, navigate, t],
  );
  const hasTasks = all.length > 0;
  const empty = useMemo(
    () =>
      hasTasks ? (
        <NoMatch onClear={() => setAddress({ search: null, status: null })} />
      ) : (
        <TaskListEmpty clusters={names.size} create={create} />
      ),
    [hasTasks, setAddress, names.size, create],
  );

  const exportRows = async (): Promise<void> => {
    // Without it the file is one of unknown rates, which is no reason to have none.
    const known = shown.some(lacksRate)
      ? await queries.fetchQuery(lastRatesQuery).catch(() => lastRates)
      : lastRates;
    const name = `slipstream-tasks-${formatMoment(Date.now()).slice(0, 10)}.csv`;
    downloadCsv(name, tasksCsv(withLastRates(shown, known), chosen, t));
  };

  if (tasks.data === undefined && tasks.error !== null)
    return <ProblemPage error={tasks.error} onRetry={() => void tasks.refetch()} />;

  return (
    <PendingTask value={commands.pendingId}>
      <PageHeader
        title={t('nav.tasks')}
        description={t('task.description')}
        extra={<Freshness query={tasks} />}
      />
      <Card className="list-card">
        <ListToolbar
          lead={create}
          search={{
            label: t('task.search'),
            value: search,
            onChange: (text) => setAddress({ search: text }),
          }}
          query={tasks}
          freshElsewhere
          announce={t('task.shown', { count: shown.length })}
          extra={
            <>
              <Button
                icon={<DownloadOutlined />}
                aria-label={t('taskList.export')}
                title={t('taskList.export')}
                onClick={() => void exportRows()}
              />
              <ColumnButton columns={chosen} onChange={setChosen} />
            </>
          }
        >
          <ChoiceFilter
            label={t('task.filter')}
            value={status}
            choices={TASK_GROUPS.map((value) => ({
              value,
              label: t(`group.${value}`),
              count: counts[value],
            }))}
            onChange={(value) => setAddress({ status: value })}
          />
        </ListToolbar>
        {workers.data?.total === 0 && waiting > 0 && <NoWorkerNotice waiting={waiting} />}
        <BulkBar selected={selected} commands={commands} onClear={() => setSelectedIds([])} />
        <div ref={box}>
          {tasks.data === undefined ? (
            <PageLoading />
          ) : (
            <TaskTable
              rows={shown}
              columns={columns}
              width={widthOf(chosen)}
              height={height}
              selectedIds={keptIds}
              onSelect={setSelectedIds}
              onOrder={changeOrder}
              empty={empty}
            />
          )}
        </div>
      </Card>
      {commands.dialog}
    </PendingTask>
  );
}
