import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One incarnation of a worker process: its lease, and the name under which brokers know it. */
@Entity('worker')
export class WorkerEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'worker_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'producer_group' })
  producerGroup!: string;

  @Column({ type: 'timestamptz', name: 'lease_until' })
  leaseUntil!: Date;

  @CreateDateColumn({ type: 'timestamptz', name: 'started_at' })
  startedAt!: Date;

  /** When it ended, by itself or because its lease was over. Final: it is never renewed again. */
  @Column({ type: 'timestamptz', name: 'stopped_at', nullable: true })
  stoppedAt!: Date | null;

  /** It is shutting down: it keeps its lease, and gets no share of the work. */
  @Column({ type: 'boolean', default: false })
  draining!: boolean;

  @Column({ type: 'text' })
  host!: string;

  @Column({ type: 'integer' })
  pid!: number;

  @Column({ type: 'text' })
  version!: string;
}
