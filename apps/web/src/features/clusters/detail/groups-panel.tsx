import type { TableColumnsType } from 'antd';
import { parseAsString, useQueryState } from 'nuqs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount } from '../../../ui/format.js';
import { ListToolbar } from '../../../ui/list/list-toolbar.js';
import { PagedTable } from '../../../ui/list/paged-table.js';
import { Unanswered } from '../../../ui/unanswered.js';
import { useSettled } from '../../../ui/use-settled.js';
import { useClusterGroups, type ClusterGroup } from '../looks-api.js';

/** The consumer groups that a cluster has now, with members and lag, page by page. */
export function GroupsPanel({ clusterId }: { clusterId: string }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const [search, setSearch] = useQueryState('group', parseAsString.withDefault(''));
  const groups = useClusterGroups(clusterId, useSettled(search.trim()));
  const [first] = groups.data?.pages ?? [];
  const items = groups.data?.pages.flatMap((page) => page.items) ?? [];

  const columns: TableColumnsType<ClusterGroup> = [
    { title: t('clusterPage.group'), dataIndex: 'group', render: (group: string) => <code>{group}</code> },
    {
      title: t('clusterPage.members'),
      dataIndex: 'members',
      align: 'right',
      render: (members: number | null) => formatCount(members, language),
    },
    {
      title: <span title={t('clusterPage.lagHint')}>{t('clusterPage.lag')}</span>,
      dataIndex: 'lagMessages',
      align: 'right',
      render: (lag: string | null) => formatCount(lag, language),
    },
    {
      title: t('clusterPage.groupTopics'),
      dataIndex: 'topics',
      align: 'right',
      render: (topics: number) => formatCount(topics, language),
    },
    {
      title: t('clusterPage.consuming'),
      dataIndex: 'consumeEnabled',
      render: (enabled: boolean) =>
        enabled ? t('clusterPage.allowed') : <strong>{t('clusterPage.forbidden')}</strong>,
    },
    {
      title: t('clusterLook.brokers'),
      dataIndex: 'brokers',
      align: 'right',
      render: (brokers: string[]) => <span title={brokers.join(', ')}>{brokers.length}</span>,
    },
  ];

  return (
    <>
      <ListToolbar
        search={{
          label: t('clusterPage.groupSearch'),
          value: search,
          onChange: (text) => void setSearch(text),
        }}
        query={groups}
      >
        {first !== undefined && (
          <span className="quiet">
            {formatCount(items.length, language)} / {formatCount(first.total, language)}
          </span>
        )}
      </ListToolbar>
      {groups.data === undefined ? (
        <Unanswered query={groups} />
      ) : (
        <PagedTable
          label={t('clusterPage.groups')}
          query={groups}
          rowKey="group"
          columns={columns}
          dataSource={items}
          isFiltered={search !== ''}
          onClear={() => void setSearch(null)}
          none={t('clusterPage.noGroups')}
        />
      )}
    </>
  );
}
