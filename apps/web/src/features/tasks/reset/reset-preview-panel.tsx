import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Skeleton, Table, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../../../api/problem-error.js';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount } from '../../../ui/format.js';
import { FormProblem } from '../../../ui/form-problem.js';
import type { ResetPreview, ResetStream } from './reset-api.js';
import { movesAnything } from './reset-choice.js';

const PAGE = 8;

/** What a reset would do: the sums in words, and every queue. */
export function ResetPreviewPanel({
  preview,
}: {
  preview: UseQueryResult<ResetPreview, ProblemError>;
}): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: string): string => formatCount(value, language);
  if (preview.isFetching || preview.isPending)
    return <Skeleton active title={false} paragraph={{ rows: 4 }} aria-label={t('reset.loading')} />;
  if (preview.isError) return <FormProblem error={preview.error} />;
  const { streams, totals } = preview.data;
  const columns: TableColumnsType<ResetStream> = [
    {
      title: t('stream.source'),
      key: 'queue',
      render: (_value, { sourceTopic, sourceBroker, sourceQueue }) => (
        <span className="queue">
          <span>{sourceTopic}</span>
          <code>
            {sourceBroker} · {sourceQueue}
          </code>
        </span>
      ),
    },
    {
      title: t('reset.range'),
      key: 'range',
      align: 'right',
      render: (_value, { sourceMin, sourceMax }) => `${count(sourceMin)} – ${count(sourceMax)}`,
    },
    { title: t('reset.from'), dataIndex: 'from', align: 'right', render: count },
    { title: t('reset.newPosition'), dataIndex: 'to', align: 'right', render: count },
    { title: t('reset.again'), dataIndex: 'again', align: 'right', render: count },
    {
      title: t('reset.skipped'),
      dataIndex: 'skipped',
      align: 'right',
      render: (skipped: string) => (
        <span className={skipped === '0' ? undefined : 'check-fail'}>{count(skipped)}</span>
      ),
    },
  ];
  const atMost = streams.some((stream) => stream.atMost);
  return (
    <section aria-label={t('reset.preview')}>
      {totals.skipped !== '0' && (
        <Alert
          type="error"
          showIcon
          title={t('reset.sumSkipped', { count: Number(totals.skipped), text: count(totals.skipped) })}
          description={t('reset.skippedMeans')}
        />
      )}
      <Alert
        type={totals.again === '0' ? 'info' : 'warning'}
        showIcon
        title={
          movesAnything(preview.data)
            ? t('reset.sumAgain', { count: Number(totals.again), text: count(totals.again) })
            : t('reset.nothing')
        }
        description={
          <ul className="effects">
            {totals.again !== '0' && <li>{t('reset.duplicates')}</li>}
            {atMost && <li>{t('reset.atMost')}</li>}
            {streams.some((stream) => !stream.known) && <li>{t('reset.unknown')}</li>}
          </ul>
        }
      />
      <Table
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={streams}
        pagination={streams.length > PAGE ? { pageSize: PAGE, size: 'small', showSizeChanger: false } : false}
        scroll={{ x: 'max-content' }}
      />
    </section>
  );
}
