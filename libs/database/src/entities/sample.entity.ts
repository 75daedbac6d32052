import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { safeInteger } from '../safe-integer.js';
import { FlowEntity } from './flow.entity.js';

/** What one worker did of one flow in one interval. Counts are deltas. */
@Entity('sample')
@Index('sample_flow_id_at_idx', ['flowId', 'at'])
@Index('sample_at_idx', ['at'], { type: 'brin' })
export class SampleEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'sample_pkey',
  })
  id!: number;

  @Column({ type: 'uuid', name: 'flow_id' })
  @ForeignKey(() => FlowEntity, { name: 'sample_flow_id_fkey', onDelete: 'CASCADE' })
  flowId!: string;

  /** Not a foreign key: samples outlive the rows of dead workers. */
  @Column({ type: 'uuid', name: 'worker_id' })
  workerId!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'bigint', transformer: safeInteger })
  read!: number;

  @Column({ type: 'bigint', transformer: safeInteger })
  sent!: number;

  @Column({ type: 'bigint', name: 'skipped_loop', transformer: safeInteger })
  skippedLoop!: number;

  @Column({ type: 'bigint', transformer: safeInteger })
  filtered!: number;

  @Column({ type: 'bigint', transformer: safeInteger })
  failed!: number;

  @Column({ type: 'bigint', transformer: safeInteger })
  bytes!: number;

  @Column({ type: 'bigint', name: 'gap_messages', default: 0, transformer: safeInteger })
  gapMessages!: number;

  @Column({ type: 'bigint', name: 'throttled_ms', default: 0, transformer: safeInteger })
  throttledMs!: number;

  @Column({ type: 'bigint', name: 'backoff_ms', default: 0, transformer: safeInteger })
  backoffMs!: number;

  @Column({ type: 'bigint', name: 'delay_ms', nullable: true, transformer: safeInteger })
  delayMs!: number | null;

  @Column({ type: 'bigint', name: 'delay_max_ms', nullable: true, transformer: safeInteger })
  delayMaxMs!: number | null;

  @Column({ type: 'bigint', name: 'lag_messages', nullable: true, transformer: safeInteger })
  lagMessages!: number | null;
}
