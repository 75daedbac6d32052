import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Reason, SyncPart } from '@slipstream/shared';
import { TaskEntity } from './task.entity.js';

/** The last look of a task's metadata sync, or of its progress sync, at both clusters. */
@Entity('sync_status')
export class SyncStatusEntity {
  @PrimaryColumn({ type: 'uuid', name: 'task_id', primaryKeyConstraintName: 'sync_status_pkey' })
  @ForeignKey(() => TaskEntity, { name: 'sync_status_task_id_fkey', onDelete: 'CASCADE' })
  taskId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'sync_status_pkey' })
  part!: SyncPart;

  /** When the last look ended; null before the first. */
  @Column({ type: 'timestamptz', name: 'looked_at', nullable: true })
  lookedAt!: Date | null;

  @Column({ type: 'integer', name: 'took_ms', nullable: true })
  tookMs!: number | null;

  /** Why it could not look; null when it could. */
  @Column({ type: 'jsonb', nullable: true })
  reason!: Reason | null;
}
