import { Modal, Table, type TableColumnsType } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchBox } from '../../../ui/list/search-box.js';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount } from '../../../ui/format.js';
import type { ClusterTopic } from '../../clusters/index.js';

const HEIGHT = 320;

interface Props {
  topics: readonly ClusterTopic[];
  /** Names that are ticked already; those that the cluster does not have now are kept. */
  chosen: readonly string[];
  onPick: (topics: string[]) => void;
  onClose: () => void;
}

/** Searches among the topics of the source cluster, and ticks them. */
export function TopicPicker({ topics, chosen, onPick, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const [search, setSearch] = useState('');
  const [ticked, setTicked] = useState<readonly string[]>(chosen);
  const wanted = search.trim().toLowerCase();
  const shown = useMemo(
    () => topics.filter(({ topic }) => topic.toLowerCase().includes(wanted)),
    [topics, wanted],
  );
  const columns: TableColumnsType<ClusterTopic> = [
    { title: 'Topic', dataIndex: 'topic', ellipsis: true },
    {
      title: t('preview.queues'),
      dataIndex: 'readQueues',
      width: 110,
      align: 'right',
      render: (queues: number) => formatCount(queues, language),
    },
    {
      title: 'Broker',
      key: 'brokers',
      width: 180,
      ellipsis: true,
      render: (_value, { brokers }) => brokers.join(', '),
    },
  ];
  return (
    <Modal
      open
      width={680}
      title={t('taskForm.pickTitle')}
      okText={t('taskForm.pickOk', { count: ticked.length })}
      cancelText={t('common.cancel')}
      onOk={() => onPick([...ticked])}
      onCancel={onClose}
    >
      <SearchBox
        className="picker-search"
        label={t('taskForm.pickSearch')}
        value={search}
        onChange={setSearch}
      />
      <Table
        rowKey="topic"
        size="small"
        virtual
        columns={columns}
        dataSource={shown}
        pagination={false}
        scroll={{ y: HEIGHT }}
        rowSelection={{
          selectedRowKeys: [...ticked],
          // What the search hides stays ticked.
          preserveSelectedRowKeys: true,
          getTitleCheckboxProps: () => ({ 'aria-label': t('taskForm.pickAll') }),
          getCheckboxProps: ({ topic }) => ({ 'aria-label': topic }),
          onChange: (keys) => setTicked(keys.map(String)),
        }}
        onRow={({ topic }) => ({
          onClick: (event) => {
            if ((event.target as HTMLElement).closest('.ant-checkbox-wrapper') !== null) return;
            setTicked((before) =>
              before.includes(topic) ? before.filter((name) => name !== topic) : [...before, topic],
            );
          },
        })}
      />
    </Modal>
  );
}
