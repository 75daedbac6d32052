import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.js';
import type { ProblemError } from '../../api/problem-error.js';
import { SESSION_KEY } from '../../api/query-client.js';
import type { Role } from './role.js';

const RETRY_MS = 3_000;

/** Who is signed in. */
export interface Session {
  id: string;
  username: string;
  role: Role;
}

/** Asks who is signed in. */
export const sessionQuery = queryOptions<Session, ProblemError>({
  queryKey: SESSION_KEY,
  queryFn: ({ signal }) => unwrap(api().GET('/api/v1/auth/me', { signal })),
  staleTime: 60_000,
});

/** The session; its error has status 401 when nobody is signed in. */
export function useSession(): UseQueryResult<Session, ProblemError> {
  return useQuery({
    ...sessionQuery,
    // While the API does not answer, it is asked again by itself.
    refetchInterval: ({ state }) => (state.error !== null && state.error.status !== 401 ? RETRY_MS : false),
  });
}

/** Role of whoever is signed in; the weakest until it is known. */
export function useRole(): Role {
  return useSession().data?.role ?? 'VIEWER';
}

/** Signs in; the cookie comes with the answer, and the session is known at once. */
export function useLogin(): UseMutationResult<Session, ProblemError, { username: string; password: string }> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body) => (await unwrap(api().POST('/api/v1/auth/login', { body }))).user,
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(SESSION_KEY, session);
    },
  });
}

/** Signs out and forgets everything that was loaded. */
export function useLogout(): UseMutationResult<void, ProblemError, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await unwrap(api().POST('/api/v1/auth/logout'));
    },
    onSettled: async () => {
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
      await queries.resetQueries({ queryKey: SESSION_KEY });
    },
  });
}
