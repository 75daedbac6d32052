import { Alert, Form, Skeleton, Tag } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusterTopics } from '../../clusters/index.js';
import type { TaskFormValues } from '../task-form.js';
import { matchTopics } from '../topic-match.js';

const SHOWN_TOPICS = 12;

/** How many topics of the source cluster match right now, and which. */
export function TopicMatchNote(): ReactElement | null {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const sourceClusterId = Form.useWatch('sourceClusterId', form);
  const selection = Form.useWatch('topics', form) ?? { include: [], exclude: [] };
  const topics = useClusterTopics(sourceClusterId);
  if (sourceClusterId === undefined) return null;
  if (topics.isPending) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  if (topics.data === undefined)
    return (
      <Alert type="warning" showIcon title={t('match.unreachable')} description={topics.error?.detail} />
    );
  const match = matchTopics(
    topics.data.items.map(({ topic }) => topic),
    { include: selection.include ?? [], exclude: selection.exclude ?? [] },
  );
  if (!match.valid) return null;
  const more = match.matched.length - SHOWN_TOPICS;
  return (
    <output>
      <Alert
        type={match.matched.length === 0 ? 'warning' : 'info'}
        showIcon
        title={
          <>
            {t('match.count', { count: match.matched.length, total: topics.data.total })}
            {match.excluded > 0 && <> {t('match.excluded', { count: match.excluded })}</>}
          </>
        }
        description={
          match.matched.length === 0 ? (
            t('match.none')
          ) : (
            <div className="topic-tags">
              {match.matched.slice(0, SHOWN_TOPICS).map((topic) => (
                <Tag key={topic}>{topic}</Tag>
              ))}
              {more > 0 && <span className="quiet">{t('match.more', { count: more })}</span>}
            </div>
          )
        }
      />
    </output>
  );
}
