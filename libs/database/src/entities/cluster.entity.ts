import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';
import type { AddressMapEntry, NetworkType } from '@slipstream/shared';

/** A registered RocketMQ cluster. */
@Entity('cluster')
@Unique('cluster_name_key', ['name'])
@Unique('cluster_cluster_id_key', ['clusterId'])
export class ClusterEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'cluster_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  /** Short name that is written into every copy. */
  @Column({ type: 'text', name: 'cluster_id' })
  clusterId!: string;

  @Column({ type: 'text', name: 'network_type' })
  networkType!: NetworkType;

  /** `host:port;host:port`. */
  @Column({ type: 'text', name: 'name_servers' })
  nameServers!: string;

  /** Where brokers are really reached, by the address that they give out. */
  @Column({ type: 'jsonb', name: 'address_map', default: [] })
  addressMap!: AddressMapEntry[];

  @Column({ type: 'boolean', name: 'acl_enabled' })
  aclEnabled!: boolean;

  @Column({ type: 'text', name: 'access_key', nullable: true })
  accessKey!: string | null;

  /** Sealed by the secret box for this row's id. */
  @Column({ type: 'text', name: 'secret_key_cipher', nullable: true })
  secretKeyCipher!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
