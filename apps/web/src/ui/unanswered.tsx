import { Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { ProblemPage } from './problem-view.js';

interface Props {
  /** A query that has brought nothing yet. */
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
}

/** In place of what a query brings: grey lines while it is asked, then what went wrong with a button that asks again. */
export function Unanswered({ query }: Props): ReactElement {
  if (query.isPending) return <Skeleton active />;
  return <ProblemPage level={2} error={query.error} onRetry={() => void query.refetch()} />;
}
