import {
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import {
  NO_METADATA_SYNC,
  NO_PROGRESS_SYNC,
  type Compression,
  type FailurePolicy,
  type GroupSelection,
  type MetadataSync,
  type ProgressSync,
  type Route,
  type StartFrom,
  type TaskDirection,
  type TaskLevel,
  type TaskTag,
  type Throttle,
  type TopicSelection,
  type WantedState,
} from '@slipstream/shared';
import { ClusterEntity } from './cluster.entity.js';

/** What a user wants to be replicated. Only the API writes it, workers read it. */
@Entity('task')
@Unique('task_name_key', ['name'])
@Index('task_deleting_idx', ['deleting'], { where: 'deleting' })
export class TaskEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'task_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  direction!: TaskDirection;

  @Column({ type: 'text' })
  level!: TaskLevel;

  @Column({ type: 'uuid', name: 'source_cluster_id' })
  @ForeignKey(() => ClusterEntity, { name: 'task_source_cluster_id_fkey' })
  @Index('task_source_cluster_id_idx')
  sourceClusterId!: string;

  @Column({ type: 'uuid', name: 'target_cluster_id' })
  @ForeignKey(() => ClusterEntity, { name: 'task_target_cluster_id_fkey' })
  @Index('task_target_cluster_id_idx')
  targetClusterId!: string;

  @Column({ type: 'jsonb', name: 'start_from' })
  startFrom!: StartFrom;

  @Column({ type: 'jsonb' })
  topics!: TopicSelection;

  @Column({ type: 'jsonb' })
  routes!: Route[];

  @Column({ type: 'jsonb', name: 'failure_policy', default: { type: 'BLOCK' } })
  failurePolicy!: FailurePolicy;

  /** Changed while the task runs; workers read it about once a second. */
  @Column({ type: 'jsonb', default: {} })
  throttle!: Throttle;

  @Column({ type: 'jsonb', default: { type: 'NONE' } })
  compression!: Compression;

  /** A property of each copy; null for none. */
  @Column({ type: 'jsonb', nullable: true })
  tag!: TaskTag | null;

  @Column({ type: 'jsonb', default: NO_METADATA_SYNC })
  metadata!: MetadataSync;

  @Column({ type: 'jsonb', default: NO_PROGRESS_SYNC })
  progress!: ProgressSync;

  /** Groups whose settings and progress are carried. */
  @Column({ type: 'jsonb', name: 'consumer_groups', default: {} })
  groups!: GroupSelection;

  @Column({ type: 'text' })
  wanted!: WantedState;

  /** When `wanted`, or the wish to delete, was last changed. */
  @Column({ type: 'timestamptz', name: 'wanted_since', default: () => 'now()' })
  wantedSince!: Date;

  /** Grows with every edit of the spec and every start after a failure. */
  @Column({ type: 'integer', default: 1 })
  generation!: number;

  @Column({ type: 'boolean', default: false })
  deleting!: boolean;

  /** Keys of the double paths that the user has confirmed; no start asks for them again. */
  @Column({ type: 'jsonb', name: 'acknowledged_warnings', default: [] })
  acknowledgedWarnings!: string[];

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
