import type { CheckLine, CheckState, SealedCheck } from '@slipstream/shared';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A pre-check: asked for by a person, looked at by a worker, kept for an hour. */
@Entity('check_run')
@Index('check_run_created_at_idx', ['createdAt'])
export class CheckRunEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'check_run_pkey' })
  id!: string;

  @Column({ type: 'text', default: 'WAITING' })
  state!: CheckState;

  /** What is to be looked at, its secrets sealed for this row; null once it is over. */
  @Column({ type: 'jsonb', nullable: true })
  input!: SealedCheck | null;

  /** As they came so far. */
  @Column({ type: 'jsonb', default: () => `'[]'` })
  lines!: CheckLine[];

  /** Counts who has taken it. */
  @Column({ type: 'integer', default: 0 })
  attempt!: number;

  /** Who looks; null for the API. Workers come and go, so it is no foreign key. */
  @Column({ type: 'uuid', name: 'worker_id', nullable: true })
  workerId!: string | null;

  /** Name of who looks; null while it waits. */
  @Column({ type: 'text', name: 'by_name', nullable: true })
  byName!: string | null;

  @Column({ type: 'text', nullable: true })
  host!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
