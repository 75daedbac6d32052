import { Injectable } from '@nestjs/common';
import { ClusterRepository, SecretBox, type ClusterRow } from '@slipstream/database';
import type { TestClusterDto } from '@slipstream/shared/dto';
import { invalidField, notFound } from '../common/problems/problem-error.js';
import type { ClusterConnection } from './cluster-connection.js';
import { checkedAddressMap } from './normal-address-map.js';
import { normalNameServers } from './normal-name-servers.js';

/** Opens the stored secrets of clusters, to talk to them. Nothing else does. */
@Injectable()
export class ClusterConnections {
  constructor(
    private readonly clusters: ClusterRepository,
    private readonly secrets: SecretBox,
  ) {}

  /** Connection of a saved cluster. */
  async ofSaved(id: string): Promise<ClusterConnection> {
    return this.combine(await this.find(id), {});
  }

  /** Connection that a test request describes; a saved cluster stands for what it leaves out. */
  async ofRequest(body: TestClusterDto): Promise<ClusterConnection> {
    return this.combine(body.id === undefined ? undefined : await this.find(body.id.toLowerCase()), body);
  }

  private combine(saved: ClusterRow | undefined, body: TestClusterDto): ClusterConnection {
    const text = body.nameServers ?? saved?.nameServers;
    if (text === undefined)
      throw invalidField('nameServers', 'is needed unless id names a saved cluster', 'REQUIRED');
    const nameServers = normalNameServers(text).split(';');
    const aclEnabled = body.aclEnabled ?? saved?.aclEnabled;
    if (aclEnabled === undefined)
      throw invalidField('aclEnabled', 'is needed unless id names a saved cluster', 'REQUIRED');
    const addressMap =
      body.addressMap === undefined ? (saved?.addressMap ?? []) : checkedAddressMap(body.addressMap);
    if (!aclEnabled) return { nameServers, addressMap };
    const accessKey = body.accessKey ?? saved?.accessKey ?? undefined;
    if (accessKey === undefined)
      throw invalidField('accessKey', 'is needed when aclEnabled is true', 'REQUIRED');
    const secretKey = body.secretKey ?? (saved === undefined ? undefined : this.openSecret(saved));
    if (secretKey === undefined)
      throw invalidField('secretKey', 'is needed when aclEnabled is true', 'REQUIRED');
    return { nameServers, addressMap, credentials: { accessKey, secretKey } };
  }

  private openSecret(saved: ClusterRow): string | undefined {
    return saved.secretKeyCipher === null ? undefined : this.secrets.open(saved.id, saved.secretKeyCipher);
  }

  private async find(id: string): Promise<ClusterRow> {
    const cluster = await this.clusters.get(id);
    if (cluster === undefined) throw notFound('cluster');
    return cluster;
  }
}
