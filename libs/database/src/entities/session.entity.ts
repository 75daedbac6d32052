import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity.js';

/** A logged-in session; only the hash of its token is stored. */
@Entity('app_session')
export class SessionEntity {
  @PrimaryColumn({ type: 'text', name: 'id_hash', primaryKeyConstraintName: 'app_session_pkey' })
  idHash!: string;

  @Column({ type: 'uuid', name: 'user_id' })
  @ForeignKey(() => UserEntity, { name: 'app_session_user_id_fkey', onDelete: 'CASCADE' })
  @Index('app_session_user_id_idx')
  userId!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;
}
