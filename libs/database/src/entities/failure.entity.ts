import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { FailureState } from '@slipstream/shared';
import { safeInteger } from '../safe-integer.js';
import { StreamEntity } from './stream.entity.js';
import { TaskEntity } from './task.entity.js';

/** A message that the target refused for good and that its stream has passed over. Its content stays at the source. */
@Entity('failure')
@Unique('failure_message_key', ['streamId', 'generation', 'sourceOffset'])
@Index('failure_task_id_state_id_idx', ['taskId', 'state', 'id'])
@Index('failure_task_id_id_idx', ['taskId', 'id'])
@Index('failure_retrying_idx', ['streamId', 'id'], { where: "state = 'RETRYING'" })
export class FailureEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'failure_pkey',
  })
  id!: number;

  @Column({ type: 'uuid', name: 'task_id' })
  @ForeignKey(() => TaskEntity, { name: 'failure_task_id_fkey', onDelete: 'CASCADE' })
  taskId!: string;

  @Column({ type: 'bigint', name: 'stream_id', transformer: safeInteger })
  @ForeignKey(() => StreamEntity, { name: 'failure_stream_id_fkey', onDelete: 'CASCADE' })
  streamId!: number;

  @Column({ type: 'integer' })
  generation!: number;

  @Column({ type: 'bigint', name: 'source_offset', transformer: safeInteger })
  sourceOffset!: number;

  /** Tells whether the message found at the offset later is still the one that was refused. */
  @Column({ type: 'text', name: 'source_identity' })
  sourceIdentity!: string;

  @Column({ type: 'text', name: 'unique_key', nullable: true })
  uniqueKey!: string | null;

  @Column({ type: 'text', nullable: true })
  keys!: string | null;

  @Column({ type: 'text', nullable: true })
  tag!: string | null;

  /** When the source stored it. */
  @Column({ type: 'timestamptz', name: 'stored_at' })
  storedAt!: Date;

  @Column({ type: 'integer', name: 'body_bytes' })
  bodyBytes!: number;

  @Column({ type: 'integer', name: 'property_bytes' })
  propertyBytes!: number;

  /** What the target's broker said. */
  @Column({ type: 'text' })
  said!: string;

  @Column({ type: 'text', name: 'dead_letter_topic', nullable: true })
  deadLetterTopic!: string | null;

  @Column({ type: 'bigint', name: 'dead_letter_offset', nullable: true, transformer: safeInteger })
  deadLetterOffset!: number | null;

  @Column({ type: 'text', name: 'dead_letter_said', nullable: true })
  deadLetterSaid!: string | null;

  @Column({ type: 'text', default: 'PENDING' })
  state!: FailureState;

  @Column({ type: 'integer', default: 0 })
  tries!: number;

  /** End of the target queue before the first retry whose outcome is not known: a copy of it lies at or behind it. */
  @Column({ type: 'bigint', name: 'tried_from', nullable: true, transformer: safeInteger })
  triedFrom!: number | null;

  @Column({ type: 'text', name: 'retry_said', nullable: true })
  retrySaid!: string | null;

  @Column({ type: 'bigint', name: 'sent_offset', nullable: true, transformer: safeInteger })
  sentOffset!: number | null;

  @Column({ type: 'timestamptz', name: 'recorded_at', default: () => 'now()' })
  recordedAt!: Date;

  @Column({ type: 'timestamptz', name: 'changed_at', default: () => 'now()' })
  changedAt!: Date;
}
