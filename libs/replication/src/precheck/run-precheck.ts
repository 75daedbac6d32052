import { checkLine, type CheckLine } from '@slipstream/shared';
import { checkCluster } from './check-cluster.js';
import { checkTask } from './check-task.js';
import type { CheckClients } from './ports.js';
import type { CheckQuestion } from './question.js';

/** A check is given up after this long, ms. */
export const PRECHECK_DEADLINE_MS = 30_000;

/** What a run needs of its machine. */
export interface PrecheckPorts {
  clients: CheckClients;
  /** Ms since the epoch, by this machine's clock. */
  now: () => number;
  /** Ends the check early. */
  signal: AbortSignal;
  /** Told each line as it comes. */
  tell: (lines: readonly CheckLine[]) => void;
}

/** Looks at everything that a question asks about. Silence and refusals are lines, not errors. */
export async function runPrecheck(question: CheckQuestion, ports: PrecheckPorts): Promise<void> {
  const { signal, tell } = ports;
  // What fails because time is up says nothing of the cluster.
  const timely = {
    ...ports,
    tell: (lines: readonly CheckLine[]) => (signal.aborted ? undefined : tell(lines)),
  };
  tell(question.known);
  try {
    if (question.kind === 'TASK') {
      await checkTask({ ...timely, ...question, twoWay: question.direction === 'TWO_WAY' });
    } else {
      const { name, connection } = question.cluster;
      const client = ports.clients.open(connection);
      const scene = { place: 'CLUSTER', cluster: name } as const;
      try {
        await checkCluster({ ...timely, client, connection, scene, reads: true, writes: true });
      } finally {
        await client.close();
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) tell([checkLine({ place: 'TASK', cluster: '' }, 'ENDED_EARLY')]);
}
