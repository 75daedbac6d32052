import { Injectable } from '@nestjs/common';
import { PRECHECK_DEADLINE_MS, runPrecheck } from '@slipstream/replication/precheck';
import { worstResult, type CheckLine } from '@slipstream/shared';
import type { TestClusterDto } from '@slipstream/shared/dto';
import { toLineViews } from '../../checks/check.views.js';
import { ClusterClients } from '../cluster-connection.js';
import { ClusterConnections } from '../cluster-connections.js';
import type { ClusterTestView } from '../cluster.views.js';

/** Connection tests from this machine, answered at once; `POST /checks` has a worker look. */
@Injectable()
export class ClusterTestService {
  constructor(
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
  ) {}

  /** A cluster that does not answer is a result, not an error. */
  async test(body: TestClusterDto): Promise<ClusterTestView> {
    const connection = await this.connections.ofRequest(body);
    const lines: CheckLine[] = [];
    await runPrecheck(
      { kind: 'CLUSTER', known: [], cluster: { name: '', connection } },
      {
        clients: this.clients,
        now: Date.now,
        signal: AbortSignal.timeout(PRECHECK_DEADLINE_MS),
        tell: (more) => void lines.push(...more),
      },
    );
    return { result: worstResult(lines), checks: toLineViews(lines) };
  }
}
