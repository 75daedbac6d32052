import { useQueryClient, type QueryCache } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useSyncExternalStore, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsStreamLost } from '../api/live-updates.js';
import { ProblemError } from '../api/problem-error.js';

/**
 * Says once, above the page, that the API does not answer or that live updates are interrupted; panels then say nothing
 * of their own about it.
 */
export function ConnectionNotice(): ReactElement | null {
  const { t } = useTranslation();
  const cache = useQueryClient().getQueryCache();
  const unreachable = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => isUnreachable(cache),
  );
  const streamLost = useIsStreamLost();
  if (!unreachable && !streamLost) return null;
  return (
    <output>
      <Alert
        banner
        type="warning"
        title={unreachable ? t('connection.unreachable') : t('connection.streamLost')}
      />
    </output>
  );
}

/** True when something on screen could not be refreshed because no answer came. */
export function isUnreachable(cache: QueryCache): boolean {
  return cache
    .getAll()
    .some(
      (query) =>
        query.isActive() && query.state.error instanceof ProblemError && query.state.error.code === 'NETWORK',
    );
}
