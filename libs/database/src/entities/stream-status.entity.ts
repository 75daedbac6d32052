import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Reason, StreamState } from '@slipstream/shared';
import { safeInteger } from '../safe-integer.js';
import { StreamEntity } from './stream.entity.js';

/** How a stream was when its worker last reported. */
@Entity('stream_status')
export class StreamStatusEntity {
  @PrimaryColumn({
    type: 'bigint',
    name: 'stream_id',
    primaryKeyConstraintName: 'stream_status_pkey',
    transformer: safeInteger,
  })
  @ForeignKey(() => StreamEntity, { name: 'stream_status_stream_id_fkey', onDelete: 'CASCADE' })
  streamId!: number;

  /** Source queue's max offset when last seen. */
  @Column({ type: 'bigint', name: 'source_max', nullable: true, transformer: safeInteger })
  sourceMax!: number | null;

  @Column({ type: 'bigint', name: 'delay_ms', nullable: true, transformer: safeInteger })
  delayMs!: number | null;

  @Column({ type: 'text' })
  state!: StreamState;

  @Column({ type: 'jsonb', nullable: true })
  reason!: Reason | null;

  /** Where a reset made the stream begin again; null: at the stream's start. */
  @Column({ type: 'bigint', name: 'backfill_from', nullable: true, transformer: safeInteger })
  backfillFrom!: number | null;

  /** Source queue's max offset when the stream began: what lies before it was there already. Written once. */
  @Column({ type: 'bigint', name: 'backfill_to', nullable: true, transformer: safeInteger })
  backfillTo!: number | null;

  /** When the stream was first seen behind `backfillTo`. */
  @Column({ type: 'timestamptz', name: 'backfilled_at', nullable: true })
  backfilledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
