import { useQueryClient, type QueryKey } from '@tanstack/react-query';

/** Has the queries of these keys asked again; the promise ends when they have answered. */
export function useRefresh(...queryKeys: readonly QueryKey[]): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(queryKeys.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}
