import { METADATA_WISHES, type MetadataItemView, type MetadataWish, type TaskView } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../ui/action-button.js';
import { useProblemNotice } from '../../ui/notices/use-problem-notice.js';
import { hasRole, useRole } from '../auth/index.js';
import { useClusterName } from '../clusters/index.js';
import { useWish } from './sync-api.js';
import { useNotices } from '../../ui/notices/notices.js';

/** What can be decided about an item, or what was decided; nothing when there is nothing to decide. */
export function MetadataDecision({
  task,
  item,
}: {
  task: TaskView;
  item: MetadataItemView;
}): ReactElement | null {
  const { t } = useTranslation();
  const { confirm, message } = useNotices();
  const notice = useProblemNotice();
  const role = useRole();
  const wish = useWish(task.id);
  const names = useClusterNames(task);
  if (item.wish !== null) return <span className="quiet">{t(`metadataDecided.${item.wish}`)}</span>;
  const refusal = hasRole(role, 'OPERATOR') ? null : t('refusal.role.OPERATOR');
  const name = item.targetName;

  const ask = (chosen: MetadataWish): void => {
    void confirm({
      title:
        chosen === 'ADOPT'
          ? t('metadata.adoptTitle', { name })
          : t('metadata.overwriteTitle', { name, target: names.target }),
      width: 560,
      content: <Effect item={item} wish={chosen} names={names} isRunning={task.wanted === 'RUNNING'} />,
      okText: t(chosen === 'ADOPT' ? 'metadata.adopt' : 'metadata.overwrite'),
      okButtonProps: { danger: chosen === 'OVERWRITE' },
      cancelText: t('common.cancel'),
      onOk: () =>
        wish.mutate(
          { itemId: item.id, wish: chosen },
          { onSuccess: () => message.success(t('metadata.wished', { name })), onError: notice },
        ),
    });
  };

  return (
    <span className="decisions">
      {METADATA_WISHES.filter((one) => item.allowedWishes.includes(one)).map((one) => {
        const text = t(one === 'ADOPT' ? 'metadata.adopt' : 'metadata.overwrite');
        return (
          <ActionButton
            key={one}
            size="small"
            refusal={refusal}
            loading={wish.isPending}
            aria-label={t('metadata.act', { act: text, name })}
            onClick={() => ask(one)}
          >
            {text}
          </ActionButton>
        );
      })}
    </span>
  );
}

interface ClusterNames {
  source: string;
  target: string;
}

function useClusterNames(task: TaskView): ClusterNames {
  const nameOf = useClusterName();
  return { source: nameOf(task.sourceClusterId), target: nameOf(task.targetClusterId) };
}

/** What a decision will do, in words and setting by setting. */
function Effect({
  item,
  wish,
  names,
  isRunning,
}: {
  item: MetadataItemView;
  wish: MetadataWish;
  names: ClusterNames;
  isRunning: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const missing = item.state === 'MISSING';
  const adopt = missing ? 'metadata.adoptMissing' : 'metadata.adoptText';
  const overwrite = missing ? 'metadata.overwriteMissing' : 'metadata.overwriteText';
  return (
    <>
      <p>{t(wish === 'ADOPT' ? adopt : overwrite, { ...names })}</p>
      {wish === 'OVERWRITE' && item.differences.length > 0 && (
        <>
          <p>{t('metadata.changes', { ...names, count: item.differences.length })}</p>
          <ul className="effects">
            {item.differences.map(({ setting, source, target }) => (
              <li key={setting}>
                {setting}: <code>{target ?? t('metadata.nothingSet')}</code> →{' '}
                <code>{source ?? t('metadata.nothingSet')}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {!isRunning && <p>{t('metadata.whenRunning')}</p>}
    </>
  );
}
