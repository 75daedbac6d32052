import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Reason, ShardPhase } from '@slipstream/shared';
import { FlowEntity } from './flow.entity.js';
import { WorkerEntity } from './worker.entity.js';

/** A fixed subset of a flow's streams, leased by one worker at a time; and what that worker reports of it. */
@Entity('shard')
@Unique('shard_flow_id_index_key', ['flowId', 'index'])
export class ShardEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'shard_pkey' })
  id!: string;

  @Column({ type: 'uuid', name: 'flow_id' })
  @ForeignKey(() => FlowEntity, { name: 'shard_flow_id_fkey', onDelete: 'CASCADE' })
  flowId!: string;

  @Column({ type: 'integer' })
  index!: number;

  /** Grows with every claim; every checkpoint is written under it. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => WorkerEntity, { name: 'shard_owner_fkey' })
  @Index('shard_owner_idx')
  owner!: string | null;

  /** Former owners that may still write to the target because nobody has fenced them yet, newest first. */
  @Column({ type: 'uuid', array: true, default: '{}' })
  predecessors!: string[];

  @Column({ type: 'text', default: 'IDLE' })
  phase!: ShardPhase;

  @Column({ type: 'integer', name: 'observed_generation', default: 0 })
  observedGeneration!: number;

  @Column({ type: 'jsonb', nullable: true })
  reason!: Reason | null;

  /** When `phase`, `reason` or `observedGeneration` last changed. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  since!: Date;
}
