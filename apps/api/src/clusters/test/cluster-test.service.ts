import { Injectable } from '@nestjs/common';
import type { TestClusterDto } from '@slipstream/shared/dto';
import { ClusterClients } from '../cluster-connection.js';
import { ClusterConnections } from '../cluster-connections.js';
import type { ClusterTestView } from '../cluster.views.js';
import { worstResult } from './check.js';
import { ClusterTester } from './cluster-tester.js';

const DEADLINE_MS = 20_000;

/** Connection tests. */
@Injectable()
export class ClusterTestService {
  constructor(
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
  ) {}

  /** A cluster that does not answer is a result, not an error. */
  async test(body: TestClusterDto): Promise<ClusterTestView> {
    const connection = await this.connections.ofRequest(body);
    const checks = await new ClusterTester(this.clients).test(connection, AbortSignal.timeout(DEADLINE_MS));
    return { result: worstResult(checks), checks };
  }
}
