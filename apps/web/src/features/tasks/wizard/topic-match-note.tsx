import { Alert, Form, Skeleton, Tag } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { useClusterTopics } from '../../clusters/index.js';
import type { TaskFormValues } from '../task-form.js';
import { matchTopics } from '../topic-match.js';
import { listText } from './list-text.js';

const SHOWN_TOPICS = 12;

/** How many topics of the source cluster match right now, which, and how many are left out. */
export function TopicMatchNote(): ReactElement | null {
  const { t } = useTranslation();
  const language = useLanguage();
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
  const others = topics.data.total - match.matched.length - match.excluded;
  const counts = [
    t('taskForm.matching', { count: match.matched.length }),
    ...(match.excluded > 0 ? [t('taskForm.matchExcluded', { count: match.excluded })] : []),
    ...(others > 0 ? [t('taskForm.matchOthers', { count: others })] : []),
    ...(topics.data.systemTopics > 0 ? [t('taskForm.matchSystem', { count: topics.data.systemTopics })] : []),
  ];
  return (
    <output>
      <Alert
        type={match.matched.length === 0 ? 'warning' : 'info'}
        showIcon
        title={listText(counts, language)}
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
