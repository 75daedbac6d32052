import { DownloadOutlined } from '@ant-design/icons';
import { FAILURE_STATES, type FailureCounts, type FailureState, type TaskView } from '@slipstream/shared';
import { Alert, Button, Table } from 'antd';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../ui/action-button.js';
import { ChoiceFilter } from '../../ui/list/choice-filter.js';
import { ListToolbar } from '../../ui/list/list-toolbar.js';
import { NoMatch, NoneYet } from '../../ui/list/list-empty.js';
import { ShowMore } from '../../ui/list/show-more.js';
import { Unanswered } from '../../ui/unanswered.js';
import { useProblemNotice } from '../../ui/notices/use-problem-notice.js';
import { hasRole, useRole } from '../auth/index.js';
import { exportAddress, useFailureAct, useFailures, type FailureSelection } from './failures-api.js';
import { useFailureColumns } from './failure-columns.js';
import { useNotices } from '../../ui/notices/notices.js';

const GROUPS = ['all', ...FAILURE_STATES] as const;

/** Messages that the target refused for good: what, where, why, and what becomes of them (T-09). */
export function FailuresPanel({ task }: { task: TaskView }): ReactElement {
  const { t } = useTranslation();
  const [group, setGroup] = useQueryState('failures', parseAsStringLiteral(GROUPS).withDefault('all'));
  const [selected, setSelected] = useState<readonly string[]>([]);
  const state = group === 'all' ? null : group;
  const failures = useFailures(task.id, state);
  const columns = useFailureColumns();
  if (failures.data === undefined) return <Unanswered query={failures} />;
  const items = failures.data.pages.flatMap((page) => page.items);
  const shown = new Set(items.map(({ id }) => id));
  return (
    <div className="failures">
      <ListToolbar query={failures}>
        <ChoiceFilter
          label={t('failure.filter')}
          value={group}
          choices={GROUPS.map((value) => ({
            value,
            label: value === 'all' ? t('failure.all') : t(`failureState.${value}`),
            count: countOf(task.failures, value),
          }))}
          onChange={(value) => {
            setSelected([]);
            void setGroup(value);
          }}
        />
      </ListToolbar>
      <Actions
        task={task}
        state={state}
        selected={selected.filter((id) => shown.has(id))}
        onDone={() => setSelected([])}
      />
      <Table
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={items}
        pagination={false}
        scroll={{ x: 'max-content' }}
        rowSelection={{
          selectedRowKeys: [...selected],
          onChange: (keys) => setSelected(keys.map(String)),
          getCheckboxProps: (failure) => ({
            disabled: failure.state === 'SENT',
            'aria-label': t('failure.select', { offset: failure.sourceOffset }),
          }),
        }}
        locale={{
          emptyText:
            group === 'all' ? (
              <NoneYet>{t(`failure.empty.${task.failurePolicy.type}`)}</NoneYet>
            ) : (
              <NoMatch onClear={() => void setGroup(null)} />
            ),
        }}
      />
      <ShowMore query={failures} />
    </div>
  );
}

interface ActionsProps {
  task: TaskView;
  state: FailureState | null;
  selected: readonly string[];
  onDone: () => void;
}

/** What can be done about failures: about the chosen ones, or about all that are pending. */
function Actions({ task, state, selected, onDone }: ActionsProps): ReactElement {
  const { t } = useTranslation();
  const { confirm, message } = useNotices();
  const notice = useProblemNotice();
  const role = useRole();
  const retry = useFailureAct(task.id, 'retry');
  const giveUp = useFailureAct(task.id, 'giveUp');
  const roleRefusal = hasRole(role, 'OPERATOR') ? null : t('refusal.role.OPERATOR');
  const noneSelected = roleRefusal ?? (selected.length === 0 ? t('failure.selectFirst') : null);
  const nonePending = roleRefusal ?? (task.failures.pending === 0 ? t('failure.nonePending') : null);
  const ids = { ids: [...selected] };

  const sendAgain = (selection: FailureSelection): void =>
    retry.mutate(selection, {
      onSuccess: ({ count }) => {
        onDone();
        message.success(t('failure.retryAsked', { count }));
      },
      onError: notice,
    });
  const confirmGiveUp = (): void => {
    void confirm({
      title: t('failure.giveUpTitle', { count: selected.length }),
      content: t('failure.giveUpText'),
      okText: t('failure.giveUp'),
      cancelText: t('common.cancel'),
      onOk: () =>
        giveUp.mutate(ids, {
          onSuccess: ({ count }) => {
            onDone();
            message.success(t('failure.givenUp', { count }));
          },
          onError: notice,
        }),
    });
  };

  return (
    <>
      <div className="toolbar">
        <ActionButton
          type="primary"
          refusal={noneSelected}
          loading={retry.isPending}
          onClick={() => sendAgain(ids)}
        >
          {t('failure.retry')}
        </ActionButton>
        <ActionButton
          refusal={nonePending}
          loading={retry.isPending}
          onClick={() => sendAgain({ all: true })}
        >
          {t('failure.retryAll')}
        </ActionButton>
        <ActionButton refusal={noneSelected} loading={giveUp.isPending} onClick={confirmGiveUp}>
          {t('failure.giveUp')}
        </ActionButton>
        <span className="quiet">
          {selected.length > 0 && t('failure.selected', { count: selected.length })}
        </span>
        <span className="spacer" />
        {(['csv', 'ndjson'] as const).map((format) => (
          <Button
            key={format}
            icon={<DownloadOutlined aria-hidden />}
            href={exportAddress(task.id, format, state)}
          >
            {t(`failure.export.${format}`)}
          </Button>
        ))}
      </div>
      {task.failures.retrying > 0 && task.wanted === 'STOPPED' && (
        <Alert type="info" showIcon className="step-note" title={t('failure.waitsForStart')} />
      )}
    </>
  );
}

function countOf(counts: FailureCounts, group: (typeof GROUPS)[number]): number {
  switch (group) {
    case 'all':
      return counts.pending + counts.retrying + counts.sent + counts.givenUp;
    case 'PENDING':
      return counts.pending;
    case 'RETRYING':
      return counts.retrying;
    case 'SENT':
      return counts.sent;
    case 'GIVEN_UP':
      return counts.givenUp;
  }
}
