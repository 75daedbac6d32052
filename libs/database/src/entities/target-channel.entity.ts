import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { ClusterEntity } from './cluster.entity.js';
import { WorkerEntity } from './worker.entity.js';

/**
 * A connection that a worker incarnation opened to a broker of a target cluster with access control, written down before it is
 * opened: in whose name it sends. The user's secret is in that worker's memory and nowhere else.
 */
@Entity('target_channel')
@Unique('target_channel_username_key', ['username'])
export class TargetChannelEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'target_channel_pkey',
  })
  id!: string;

  @Column({ type: 'uuid', name: 'worker_id' })
  @ForeignKey(() => WorkerEntity, { name: 'target_channel_worker_id_fkey', onDelete: 'CASCADE' })
  @Index('target_channel_worker_id_idx')
  workerId!: string;

  @Column({ type: 'uuid', name: 'cluster_id' })
  @ForeignKey(() => ClusterEntity, { name: 'target_channel_cluster_id_fkey', onDelete: 'CASCADE' })
  @Index('target_channel_cluster_id_idx', { where: 'removed_at IS NULL' })
  clusterId!: string;

  @Column({ type: 'text' })
  broker!: string;

  /** Target user of its own; null when it sends with the cluster's account. */
  @Column({ type: 'text', nullable: true })
  username!: string | null;

  @Column({ type: 'timestamptz', name: 'opened_at', default: () => 'now()' })
  openedAt!: Date;

  /** When the user was removed at the broker: nothing can be sent in its name any more. */
  @Column({ type: 'timestamptz', name: 'removed_at', nullable: true })
  removedAt!: Date | null;
}
