import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { safeInteger } from '../safe-integer.js';
import { FlowEntity } from './flow.entity.js';

/** One source queue to one target queue. The mapping is made once and never moves. */
@Entity('stream')
@Unique('stream_flow_id_number_key', ['flowId', 'number'])
@Unique('stream_mapping_key', ['flowId', 'sourceTopic', 'sourceBroker', 'sourceQueue', 'targetTopic'])
@Index('stream_flow_id_shard_index_idx', ['flowId', 'shardIndex'])
export class StreamEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'stream_pkey',
  })
  id!: number;

  @Column({ type: 'uuid', name: 'flow_id' })
  @ForeignKey(() => FlowEntity, { name: 'stream_flow_id_fkey', onDelete: 'CASCADE' })
  flowId!: string;

  /** Counts from 0 inside the flow; second part of the stream's key. */
  @Column({ type: 'integer' })
  number!: number;

  @Column({ type: 'integer', name: 'shard_index' })
  shardIndex!: number;

  @Column({ type: 'text', name: 'source_topic' })
  sourceTopic!: string;

  @Column({ type: 'text', name: 'source_broker' })
  sourceBroker!: string;

  @Column({ type: 'integer', name: 'source_queue' })
  sourceQueue!: number;

  @Column({ type: 'text', name: 'target_topic' })
  targetTopic!: string;

  @Column({ type: 'text', name: 'target_broker' })
  targetBroker!: string;

  @Column({ type: 'integer', name: 'target_queue' })
  targetQueue!: number;

  @Column({ type: 'integer', name: 'start_generation' })
  startGeneration!: number;

  @Column({ type: 'bigint', name: 'start_position', transformer: safeInteger })
  startPosition!: number;

  @Column({ type: 'bigint', name: 'start_target_offset', transformer: safeInteger })
  startTargetOffset!: number;

  /** Newest gaps that were told, oldest first: none is told twice. */
  @Column({ type: 'jsonb', default: [] })
  gaps!: { generation: number; from: number; to: number }[];

  /** The spec no longer asks for it: it is kept, with its checkpoints, and not run. */
  @Column({ type: 'boolean', default: false })
  retired!: boolean;
}
