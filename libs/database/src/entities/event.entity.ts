import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { EventKind, EventView } from '@slipstream/shared';

/** Something that happened. Events outlive the tasks they tell of. */
@Entity('event')
@Index('event_task_id_id_idx', ['taskId', 'id'])
export class EventEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'event_pkey',
  })
  id!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date;

  @Column({ type: 'text' })
  kind!: EventKind;

  @Column({ type: 'text' })
  severity!: EventView['severity'];

  @Column({ type: 'uuid', name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column({ type: 'text', nullable: true })
  actor!: string | null;

  @Column({ type: 'jsonb' })
  details!: Record<string, unknown>;
}
