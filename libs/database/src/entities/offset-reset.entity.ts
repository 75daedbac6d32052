import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../safe-integer.js';
import { StreamEntity } from './stream.entity.js';
import { TaskEntity } from './task.entity.js';

/** The last reset of a task; there is none once it was undone. */
@Entity('offset_reset')
export class OffsetResetEntity {
  @PrimaryColumn({ type: 'uuid', name: 'task_id', primaryKeyConstraintName: 'offset_reset_pkey' })
  @ForeignKey(() => TaskEntity, { name: 'offset_reset_task_id_fkey', onDelete: 'CASCADE' })
  taskId!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date;

  @Column({ type: 'text' })
  actor!: string;
}

/** Where a stream was before its task's last reset: what an undo puts back. */
@Entity('offset_reset_stream')
@Index('offset_reset_stream_task_id_idx', ['taskId'])
export class OffsetResetStreamEntity {
  @PrimaryColumn({
    type: 'bigint',
    name: 'stream_id',
    primaryKeyConstraintName: 'offset_reset_stream_pkey',
    transformer: safeInteger,
  })
  @ForeignKey(() => StreamEntity, { name: 'offset_reset_stream_stream_id_fkey', onDelete: 'CASCADE' })
  streamId!: number;

  @Column({ type: 'uuid', name: 'task_id' })
  @ForeignKey(() => OffsetResetEntity, {
    name: 'offset_reset_stream_task_id_fkey',
    onDelete: 'CASCADE',
  })
  taskId!: string;

  /** Epoch of the stream's shard at the reset: as long as it stays, nobody has copied since. */
  @Column({ type: 'integer', name: 'shard_epoch' })
  shardEpoch!: number;

  /** False when an owner had died before the reset: the target could hold more than the checkpoint said. */
  @Column({ type: 'boolean' })
  known!: boolean;

  /** Generation that the reset opened, and where it begins. */
  @Column({ type: 'integer', name: 'to_generation' })
  toGeneration!: number;

  @Column({ type: 'bigint', name: 'to_offset', transformer: safeInteger })
  toOffset!: number;

  @Column({ type: 'integer', name: 'from_generation' })
  fromGeneration!: number;

  @Column({ type: 'bigint', name: 'from_offset', transformer: safeInteger })
  fromOffset!: number;

  @Column({ type: 'text', name: 'from_source_identity', nullable: true })
  fromSourceIdentity!: string | null;
}
