import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError, isUnauthenticated } from './problem-error.js';

/** Key of the session query; a 401 of any other request asks it again, which leads to the login page. */
export const SESSION_KEY = ['session'] as const;

/** The one cache of server state. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isUnauthenticated(error) && query.queryKey[0] !== SESSION_KEY[0])
          void client.invalidateQueries({ queryKey: SESSION_KEY });
      },
    }),
    mutationCache: new MutationCache({
      onError: (error) => {
        if (isUnauthenticated(error)) void client.invalidateQueries({ queryKey: SESSION_KEY });
      },
    }),
    defaultOptions: {
      // Without a network the answer is an error at once; the library would keep an act back until there is one again.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
        staleTime: 2_000,
        refetchIntervalInBackground: false,
        // The live updates ask again when the tab is shown, unless the user wants no refreshing.
        refetchOnWindowFocus: false,
      },
    },
  });
  return client;
}

function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status === 0 || error.status >= 500;
}
