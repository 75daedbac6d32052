import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { FlowDirection } from '@slipstream/shared';
import { safeInteger } from '../safe-integer.js';
import { TaskEntity } from './task.entity.js';

/** One direction of a task, and its counts since it was created (in messages; bytes of bodies and properties). */
@Entity('flow')
@Unique('flow_task_id_direction_key', ['taskId', 'direction'])
@Unique('flow_flow_key_key', ['flowKey'])
export class FlowEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'flow_pkey' })
  id!: string;

  @Column({ type: 'uuid', name: 'task_id' })
  @ForeignKey(() => TaskEntity, { name: 'flow_task_id_fkey', onDelete: 'CASCADE' })
  taskId!: string;

  @Column({ type: 'text' })
  direction!: FlowDirection;

  /** First part of the stream keys that copies carry; unique over all installations. */
  @Column({ type: 'text', name: 'flow_key' })
  flowKey!: string;

  /** Generation of the spec that the streams were last planned for; 0 before the first plan. */
  @Column({ type: 'integer', name: 'planned_generation', default: 0 })
  plannedGeneration!: number;

  /** The first plan is stored: queues found from now on are read from their beginning. */
  @Column({ type: 'boolean', default: false })
  initialized!: boolean;

  @Column({ type: 'bigint', name: 'total_read', default: 0, transformer: safeInteger })
  totalRead!: number;

  @Column({ type: 'bigint', name: 'total_sent', default: 0, transformer: safeInteger })
  totalSent!: number;

  @Column({ type: 'bigint', name: 'total_failed', default: 0, transformer: safeInteger })
  totalFailed!: number;

  @Column({ type: 'bigint', name: 'total_skipped_loop', default: 0, transformer: safeInteger })
  totalSkippedLoop!: number;

  @Column({ type: 'bigint', name: 'total_filtered', default: 0, transformer: safeInteger })
  totalFiltered!: number;

  @Column({ type: 'bigint', name: 'total_bytes', default: 0, transformer: safeInteger })
  totalBytes!: number;

  /** Deleted at the source before they were copied; grows with the checkpoints that pass them. */
  @Column({ type: 'bigint', name: 'total_gap_messages', default: 0, transformer: safeInteger })
  totalGapMessages!: number;

  /** As many of them as a user has acknowledged; only the API writes it. */
  @Column({ type: 'bigint', name: 'acknowledged_gap_messages', default: 0, transformer: safeInteger })
  acknowledgedGapMessages!: number;

  @Column({ type: 'bigint', name: 'total_throttled_ms', default: 0, transformer: safeInteger })
  totalThrottledMs!: number;

  @Column({ type: 'bigint', name: 'total_backoff_ms', default: 0, transformer: safeInteger })
  totalBackoffMs!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
