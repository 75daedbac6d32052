import type { QueryClient } from '@tanstack/react-query';
import { LIST_PATHS } from '../api/first-answers.js';
import { sessionQuery } from '../features/auth/index.js';
import { clustersQuery } from '../features/clusters/index.js';
import { tasksQuery } from '../features/tasks/tasks-api.js';

/**
 * Asks who is there and, for the list of tasks, what it shows; most of that was asked for before (`first-answers.ts`). The
 * pages ask by the same keys, so nothing is asked twice; what fails they ask again, and they show it.
 *
 * @param path of the page that is about to be drawn
 */
export async function askAhead(queries: QueryClient, path: string): Promise<void> {
  if (path === '/login') return;
  await queries.prefetchQuery(sessionQuery);
  if (!LIST_PATHS.includes(path) || queries.getQueryData(sessionQuery.queryKey) === undefined) return;
  await Promise.all([queries.prefetchQuery(tasksQuery), queries.prefetchQuery(clustersQuery)]);
}
