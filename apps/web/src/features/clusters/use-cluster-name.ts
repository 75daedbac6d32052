import { useTranslation } from 'react-i18next';
import { useClusters } from './clusters-api.js';

/** Finds the name of a registered cluster by its id; says so where it is not known. */
export function useClusterName(): (id: string) => string {
  const { t } = useTranslation();
  const clusters = useClusters();
  return (id) => clusters.data?.items.find((cluster) => cluster.id === id)?.name ?? t('common.unknown');
}
