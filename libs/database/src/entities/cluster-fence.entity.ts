import type { FenceGround, FenceMethod } from '@slipstream/shared';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ClusterEntity } from './cluster.entity.js';

/** The fence that workers last found to work at a target broker, and why none better. */
@Entity('cluster_fence')
export class ClusterFenceEntity {
  @PrimaryColumn({ type: 'uuid', name: 'cluster_id', primaryKeyConstraintName: 'cluster_fence_pkey' })
  @ForeignKey(() => ClusterEntity, { name: 'cluster_fence_cluster_id_fkey', onDelete: 'CASCADE' })
  clusterId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'cluster_fence_pkey' })
  broker!: string;

  @Column({ type: 'text' })
  method!: FenceMethod;

  @Column({ type: 'text' })
  ground!: FenceGround;

  /** When it last became another one. */
  @Column({ type: 'timestamptz', name: 'decided_at', default: () => 'now()' })
  decidedAt!: Date;
}
