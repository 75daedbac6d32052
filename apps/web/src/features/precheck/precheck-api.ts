import {
  skipToken,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../api/client.js';
import type { ProblemError } from '../../api/problem-error.js';

export type Check = Schemas['CheckView'];
export type CheckLine = Schemas['CheckLineView'];
export type CheckBody = Schemas['CreateCheckDto'];

/** Between two looks at a check that is under way, ms. */
const POLL_MS = 400;

/** Asks for a check; gives its id. */
export function useCreateCheck(): UseMutationResult<{ id: string }, ProblemError, CheckBody> {
  return useMutation({ mutationFn: (body) => unwrap(api().POST('/api/v1/checks', { body })) });
}

/** A check as far as it has come; asked again until it is over. */
export function useCheck(id: string | undefined): UseQueryResult<Check, ProblemError> {
  return useQuery({
    queryKey: ['check', id],
    queryFn:
      id === undefined
        ? skipToken
        : ({ signal }) => unwrap(api().GET('/api/v1/checks/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.state === 'DONE' || state.status === 'error' ? false : POLL_MS,
    staleTime: Infinity,
    retry: false,
  });
}
