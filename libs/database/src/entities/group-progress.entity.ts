import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { ProgressSense, ProgressWhy, QueueProgressView } from '@slipstream/shared';
import { safeInteger } from '../safe-integer.js';
import { TaskEntity } from './task.entity.js';

/** How far the progress of one group on one topic is carried to the other side. */
@Entity('group_progress')
@Unique('group_progress_key', ['taskId', 'sense', 'consumerGroup', 'fromTopic', 'toTopic'])
export class GroupProgressEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'group_progress_pkey',
  })
  id!: number;

  @Column({ type: 'uuid', name: 'task_id' })
  @ForeignKey(() => TaskEntity, { name: 'group_progress_task_id_fkey', onDelete: 'CASCADE' })
  taskId!: string;

  @Column({ type: 'text' })
  sense!: ProgressSense;

  @Column({ type: 'text', name: 'consumer_group' })
  consumerGroup!: string;

  @Column({ type: 'text', name: 'from_topic' })
  fromTopic!: string;

  @Column({ type: 'text', name: 'to_topic' })
  toTopic!: string;

  /** Messages in the group's retry topic on the side that is carried from. */
  @Column({ type: 'bigint', name: 'in_retry', default: 0, transformer: safeInteger })
  inRetry!: number;

  /** One entry per stream between the topics. */
  @Column({ type: 'jsonb', default: [] })
  queues!: QueueProgressView[];

  @Column({ type: 'text', nullable: true })
  why!: ProgressWhy | null;

  @Column({ type: 'timestamptz', name: 'synced_at', nullable: true })
  syncedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
