import { useEffect, useRef, type ReactElement } from 'react';
import { Precheck } from '../precheck/index.js';
import type { ClusterTestBody } from './clusters-api.js';

/** Has a worker look at a cluster, and shows what it sees (C-04). Given a new key, it looks again. */
export function ConnectionChecks({ cluster }: { cluster: ClusterTestBody }): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  // In braces: newer browsers answer a promise, and what an effect returns is called when it ends.
  const show = (): void => {
    place.current?.scrollIntoView({ block: 'nearest' });
  };
  useEffect(show, []);
  return (
    <div ref={place} data-testid="connection-checks">
      <Precheck input={{ cluster }} auto onResult={show} />
    </div>
  );
}
