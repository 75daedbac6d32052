import { NodeIndexOutlined, PlusOutlined } from '@ant-design/icons';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ActionButton } from '../../../ui/action-button.js';
import { NoneYet } from '../../../ui/list/list-empty.js';
import { hasRole, useRole } from '../../auth/index.js';

interface Props {
  /** Registered clusters; a task needs two. */
  clusters: number;
  /** The button that creates a task. */
  create: ReactNode;
}

/** In place of rows while there is no task: the next step to the first one. */
export function TaskListEmpty({ clusters, create }: Props): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const role = useRole();
  return (
    <NoneYet
      icon={<NodeIndexOutlined className="empty-icon" />}
      title={t('task.emptyTitle')}
      action={
        clusters >= 2 ? (
          create
        ) : (
          <ActionButton
            type="primary"
            icon={<PlusOutlined />}
            refusal={hasRole(role, 'ADMIN') ? null : t('refusal.role.ADMIN')}
            onClick={() => void navigate('/clusters?edit=new')}
          >
            {t('cluster.add')}
          </ActionButton>
        )
      }
    >
      {clusters === 0
        ? t('task.emptyNoClusters')
        : clusters === 1
          ? t('taskList.emptyOneCluster')
          : t('task.emptyText')}
    </NoneYet>
  );
}
