import type { AddressMapEntry, NetworkType } from '@slipstream/shared';
import type { FieldPath } from '../../api/field-errors.js';
import type { Cluster, ClusterBody, ClusterTestBody } from './clusters-api.js';

/** What the form of a cluster holds. */
export interface ClusterFormValues {
  name: string;
  clusterId: string;
  networkType: NetworkType;
  /** `host:port;host:port`. */
  nameServers: string;
  /** Where brokers are really reached, by the address that they give out. */
  addressMap: AddressMapEntry[];
  aclEnabled: boolean;
  accessKey?: string;
  /** Empty when editing: the stored one stays. */
  secretKey?: string;
}

/** Names of the form's fields, for the errors of a problem document. */
export const CLUSTER_FIELDS: readonly FieldPath[] = [
  ['name'],
  ['clusterId'],
  ['networkType'],
  ['nameServers'],
  ['addressMap', '*', 'from'],
  ['addressMap', '*', 'to'],
  ['aclEnabled'],
  ['accessKey'],
  ['secretKey'],
];

/** Values to begin with: those of the cluster, or of a new one. */
export function toFormValues(cluster: Cluster | undefined): ClusterFormValues {
  if (cluster === undefined)
    return {
      name: '',
      clusterId: '',
      networkType: 'VPC',
      nameServers: '',
      addressMap: [],
      aclEnabled: false,
    };
  const { name, clusterId, networkType, nameServers, addressMap, aclEnabled, accessKey } = cluster;
  return {
    name,
    clusterId,
    networkType,
    nameServers,
    addressMap: addressMap.map((entry) => ({ ...entry })),
    aclEnabled,
    ...(accessKey === null ? {} : { accessKey }),
  };
}

/** The request body; keys only go along with ACL, and an empty SecretKey means "as it is". */
export function toClusterBody(values: ClusterFormValues): ClusterBody {
  const { name, clusterId, networkType, aclEnabled } = values;
  const body: ClusterBody = {
    name: name.trim(),
    clusterId: clusterId.trim(),
    networkType,
    nameServers: values.nameServers.trim(),
    addressMap: trimmed(values.addressMap),
    aclEnabled,
  };
  if (!aclEnabled) return body;
  if (values.accessKey !== undefined && values.accessKey !== '') body.accessKey = values.accessKey;
  if (values.secretKey !== undefined && values.secretKey !== '') body.secretKey = values.secretKey;
  return body;
}

/** Body of a connection test: what stands in the form, completed by the stored cluster when one is edited. */
export function toTestBody(values: Partial<ClusterFormValues>, id: string | undefined): ClusterTestBody {
  const body: ClusterTestBody = {
    nameServers: (values.nameServers ?? '').trim(),
    addressMap: trimmed(values.addressMap ?? []),
    aclEnabled: values.aclEnabled ?? false,
  };
  if (id !== undefined) body.id = id;
  if (body.aclEnabled !== true) return body;
  if (values.accessKey !== undefined && values.accessKey !== '') body.accessKey = values.accessKey;
  if (values.secretKey !== undefined && values.secretKey !== '') body.secretKey = values.secretKey;
  return body;
}

function trimmed(entries: readonly AddressMapEntry[]): AddressMapEntry[] {
  return entries.map(({ from, to }) => ({ from: from.trim(), to: to.trim() }));
}
