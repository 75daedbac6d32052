import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ADDRESS_MAP_MAX, ADDRESS_MAX, type AddressMapEntry } from '../cluster/address-map.js';
import {
  ACCESS_KEY_PATTERN,
  CLUSTER_ID_PATTERN,
  CLUSTER_LIMITS,
  NAME_PATTERN,
  NETWORK_TYPES,
  type NetworkType,
} from '../cluster/cluster-rules.js';
import { IsAbsentOr, IsAddress, IsNameServers, IsPlainText } from './rules.js';

/** One rule of an address map: where brokers are really reached, by the address that they give out. */
export class AddressMapEntryDto implements AddressMapEntry {
  /** `host:port` as a broker gives it out, or a host alone for all of its ports. */
  @IsString()
  @MaxLength(ADDRESS_MAX)
  @IsAddress()
  from!: string;

  /** `host:port` to connect to, or a host alone when `from` is one: the port stays. */
  @IsString()
  @MaxLength(ADDRESS_MAX)
  @IsAddress()
  to!: string;
}

/** Body of `POST /api/v1/clusters` and `PUT /api/v1/clusters/:id`. A PUT without `secretKey` keeps the stored one. */
export class CreateClusterDto {
  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.nameMax)
  @Matches(NAME_PATTERN)
  name!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.clusterIdMax)
  @Matches(CLUSTER_ID_PATTERN)
  clusterId!: string;

  @IsIn(NETWORK_TYPES)
  networkType!: NetworkType;

  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.nameServersMax)
  @IsNameServers()
  nameServers!: string;

  /** Where brokers are really reached, by the address that they give out; empty or left out on creation: as they say. */
  @IsAbsentOr()
  @IsArray()
  @ArrayMaxSize(ADDRESS_MAP_MAX)
  @ValidateNested({ each: true })
  @Type(() => AddressMapEntryDto)
  addressMap?: AddressMapEntryDto[];

  @IsBoolean()
  aclEnabled!: boolean;

  /** Needed when `aclEnabled`; dropped otherwise. */
  @IsAbsentOr()
  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.accessKeyMax)
  @Matches(ACCESS_KEY_PATTERN)
  accessKey?: string;

  /** Write-only. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.secretKeyMax)
  secretKey?: string;
}

/** Body of `PATCH /api/v1/clusters/:id`: only what changes. */
export class UpdateClusterDto {
  @IsAbsentOr()
  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.nameMax)
  @Matches(NAME_PATTERN)
  name?: string;

  @IsAbsentOr()
  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.clusterIdMax)
  @Matches(CLUSTER_ID_PATTERN)
  clusterId?: string;

  @IsAbsentOr()
  @IsIn(NETWORK_TYPES)
  networkType?: NetworkType;

  @IsAbsentOr()
  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.nameServersMax)
  @IsNameServers()
  nameServers?: string;

  /** Where brokers are really reached, by the address that they give out; empty or left out on creation: as they say. */
  @IsAbsentOr()
  @IsArray()
  @ArrayMaxSize(ADDRESS_MAP_MAX)
  @ValidateNested({ each: true })
  @Type(() => AddressMapEntryDto)
  addressMap?: AddressMapEntryDto[];

  @IsAbsentOr()
  @IsBoolean()
  aclEnabled?: boolean;

  @IsAbsentOr()
  @IsString()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.accessKeyMax)
  @Matches(ACCESS_KEY_PATTERN)
  accessKey?: string;

  /** Write-only. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MinLength(1)
  @MaxLength(CLUSTER_LIMITS.secretKeyMax)
  secretKey?: string;
}

/**
 * Body of `POST /api/v1/clusters/test`: a cluster that is not saved yet, or, with `id`, a saved one, whose stored values
 * (the SecretKey too) stand for what is left out.
 */
export class TestClusterDto extends UpdateClusterDto {
  @IsAbsentOr()
  @IsUUID()
  id?: string;
}
