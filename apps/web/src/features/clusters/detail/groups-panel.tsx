import { Skeleton, Table, type TableColumnsType } from 'antd';
import { parseAsString, useQueryState } from 'nuqs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount } from '../../../ui/format.js';
import { NoMatch, NoneYet } from '../../../ui/list/list-empty.js';
import { ListToolbar } from '../../../ui/list/list-toolbar.js';
import { ShowMore } from '../../../ui/list/show-more.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { ScrollRegion } from '../../../ui/scroll-region.js';
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
      {groups.isPending && <Skeleton active />}
      {groups.data === undefined && groups.error !== null && (
        <ProblemPage level={2} error={groups.error} onRetry={() => void groups.refetch()} />
      )}
      {groups.data !== undefined && (
        <ScrollRegion label={t('clusterPage.groups')}>
          <Table
            rowKey="group"
            size="small"
            columns={columns}
            dataSource={items}
            pagination={false}
            locale={{
              emptyText:
                search === '' ? (
                  <NoneYet>{t('clusterPage.noGroups')}</NoneYet>
                ) : (
                  <NoMatch onClear={() => void setSearch(null)} />
                ),
            }}
          />
        </ScrollRegion>
      )}
      <ShowMore query={groups} />
    </>
  );
}
