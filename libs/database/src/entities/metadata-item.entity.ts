import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type {
  MetadataDifference,
  MetadataKind,
  MetadataState,
  MetadataWhy,
  MetadataWish,
  SyncSide,
} from '@slipstream/shared';
import { TaskEntity } from './task.entity.js';

/** A topic, consumer group or account that a task keeps the same on both sides. Never holds a secret. */
@Entity('metadata_item')
@Unique('metadata_item_name_key', ['taskId', 'kind', 'sourceName', 'targetName'])
@Index('metadata_item_wish_idx', ['taskId'], { where: 'wish IS NOT NULL' })
export class MetadataItemEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'metadata_item_pkey',
  })
  id!: number;

  @Column({ type: 'uuid', name: 'task_id' })
  @ForeignKey(() => TaskEntity, { name: 'metadata_item_task_id_fkey', onDelete: 'CASCADE' })
  taskId!: string;

  @Column({ type: 'text' })
  kind!: MetadataKind;

  @Column({ type: 'text', name: 'source_name' })
  sourceName!: string;

  @Column({ type: 'text', name: 'target_name' })
  targetName!: string;

  @Column({ type: 'text' })
  state!: MetadataState;

  @Column({ type: 'text', nullable: true })
  why!: MetadataWhy | null;

  @Column({ type: 'text', nullable: true })
  said!: string | null;

  @Column({ type: 'jsonb', default: [] })
  differences!: MetadataDifference[];

  /** Where the task created it; null when it was there on both sides. */
  @Column({ type: 'text', name: 'created_at_side', nullable: true })
  createdAtSide!: SyncSide | null;

  /** What the sync remembers from one look to the next: what both sides last agreed on. Only its worker reads it. */
  @Column({ type: 'jsonb', default: {} })
  memory!: Record<string, unknown>;

  /** What a user wants done; the worker takes it away when it is. */
  @Column({ type: 'text', nullable: true })
  wish!: MetadataWish | null;

  @Column({ type: 'timestamptz', name: 'synced_at', nullable: true })
  syncedAt!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  since!: Date;
}
