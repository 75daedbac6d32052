import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TaskEntity } from './task.entity.js';

/** What one worker wants of a throttled task's rate; written about once a second, by which the rate is divided. */
@Entity('throttle_demand')
export class ThrottleDemandEntity {
  @PrimaryColumn({ type: 'uuid', name: 'task_id', primaryKeyConstraintName: 'throttle_demand_pkey' })
  @ForeignKey(() => TaskEntity, { name: 'throttle_demand_task_id_fkey', onDelete: 'CASCADE' })
  taskId!: string;

  /** Not a foreign key: a row that is no longer renewed does not count. */
  @PrimaryColumn({ type: 'uuid', name: 'worker_id', primaryKeyConstraintName: 'throttle_demand_pkey' })
  workerId!: string;

  /** Used per second. */
  @Column({ type: 'double precision' })
  messages!: number;

  @Column({ type: 'double precision' })
  bytes!: number;

  /** Streams that had to wait. */
  @Column({ type: 'integer' })
  waiting!: number;

  /** Parts of the rates that it holds, 0 to 1. */
  @Column({ type: 'double precision', name: 'message_share' })
  messageShare!: number;

  @Column({ type: 'double precision', name: 'byte_share' })
  byteShare!: number;

  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
