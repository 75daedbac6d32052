import { useQueryState, parseAsString } from 'nuqs';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { hasRole, useRole } from '../auth/index.js';
import { DeleteClusterDialog, TestClusterDialog } from './cluster-dialogs.js';
import { ClusterDrawer } from './cluster-drawer.js';
import type { Cluster } from './clusters-api.js';
import { ReplaceSecretDialog } from './replace-secret-dialog.js';

/** What can be done with clusters, and the dialog that is open for it; the address keeps the open drawer. */
export interface ClusterCommands {
  /** Why nothing can be changed; null when it can. */
  refusal: string | null;
  /** Why a cluster cannot be deleted; null when it can. */
  deleteRefusal: (cluster: Cluster) => string | null;
  /** Why a cluster's secret cannot be replaced; null when it can. */
  secretRefusal: (cluster: Cluster) => string | null;
  add: () => void;
  edit: (cluster: Cluster) => void;
  test: (cluster: Cluster) => void;
  replaceSecret: (cluster: Cluster) => void;
  remove: (cluster: Cluster) => void;
  /** To be put on the page. */
  dialog: ReactElement | null;
}

type Open = { act: 'TEST' | 'SECRET' | 'DELETE'; cluster: Cluster } | null;

/** The acts on clusters, shared by the list and the page of one. */
export function useClusterCommands(clusters: readonly Cluster[], onDeleted?: () => void): ClusterCommands {
  const { t } = useTranslation();
  const role = useRole();
  const [edited, setEdited] = useQueryState('edit', parseAsString);
  const [open, setOpen] = useState<Open>(null);
  const refusal = hasRole(role, 'ADMIN') ? null : t('refusal.role.ADMIN');
  const editedCluster = clusters.find(({ id }) => id === edited);
  const close = (): void => setOpen(null);
  return {
    refusal,
    deleteRefusal: ({ taskCount }) =>
      refusal ?? (taskCount > 0 ? t('cluster.inUse', { count: taskCount }) : null),
    secretRefusal: ({ aclEnabled }) => refusal ?? (aclEnabled ? null : t('secretDialog.noAcl')),
    add: () => void setEdited('new'),
    edit: ({ id }) => void setEdited(id),
    test: (cluster) => setOpen({ act: 'TEST', cluster }),
    replaceSecret: (cluster) => setOpen({ act: 'SECRET', cluster }),
    remove: (cluster) => setOpen({ act: 'DELETE', cluster }),
    dialog: (
      <>
        {(edited === 'new' || editedCluster !== undefined) && (
          <ClusterDrawer key={edited} cluster={editedCluster} onClose={() => void setEdited(null)} />
        )}
        {open?.act === 'TEST' && <TestClusterDialog cluster={open.cluster} onClose={close} />}
        {open?.act === 'SECRET' && <ReplaceSecretDialog cluster={open.cluster} onClose={close} />}
        {open?.act === 'DELETE' && (
          <DeleteClusterDialog
            cluster={open.cluster}
            onClose={close}
            {...(onDeleted === undefined ? {} : { onDeleted })}
          />
        )}
      </>
    ),
  };
}
