import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../safe-integer.js';
import { StreamEntity } from './stream.entity.js';

/** Where a stream was at one moment. The newest 64 of each stream are kept, in slots that are written in a circle. */
@Entity('checkpoint')
@Index('checkpoint_stream_id_seq_idx', ['streamId', 'seq'])
export class CheckpointEntity {
  @PrimaryColumn({
    type: 'bigint',
    name: 'stream_id',
    primaryKeyConstraintName: 'checkpoint_pkey',
    transformer: safeInteger,
  })
  @ForeignKey(() => StreamEntity, { name: 'checkpoint_stream_id_fkey', onDelete: 'CASCADE' })
  streamId!: number;

  /** `seq` modulo the size of the ring. */
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'checkpoint_pkey' })
  slot!: number;

  /** Counts the stream's checkpoints from 0; the highest is the newest. */
  @Column({ type: 'bigint', transformer: safeInteger })
  seq!: number;

  @Column({ type: 'integer' })
  generation!: number;

  @Column({ type: 'bigint', name: 'source_offset', transformer: safeInteger })
  sourceOffset!: number;

  @Column({ type: 'bigint', name: 'target_offset', transformer: safeInteger })
  targetOffset!: number;

  @Column({ type: 'text', name: 'source_identity', nullable: true })
  sourceIdentity!: string | null;

  @Column({ type: 'text', name: 'target_identity', nullable: true })
  targetIdentity!: string | null;

  /** Epoch of the lease it was written under. */
  @Column({ type: 'integer' })
  epoch!: number;

  @Column({ type: 'timestamptz', name: 'saved_at', default: () => 'now()' })
  savedAt!: Date;
}
