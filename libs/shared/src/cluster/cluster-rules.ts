/** How a cluster is reached. Only a label for people: it changes no behaviour of the client. */
export const NETWORK_TYPES = ['VPC', 'PUBLIC'] as const;
/** One of {@link NETWORK_TYPES}. */
export type NetworkType = (typeof NETWORK_TYPES)[number];

/** Limits of a registered cluster, in characters. */
export const CLUSTER_LIMITS = {
  nameMax: 100,
  clusterIdMax: 32,
  nameServersMax: 2048,
  nameServersCountMax: 16,
  accessKeyMax: 128,
  secretKeyMax: 256,
} as const;

/**
 * A `clusterId` is written into every replicated message (`REPL_ORIGIN`, `REPL_PATH`), so it is short and has none of
 * the characters that those values use as separators.
 */
export const CLUSTER_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** Name of a cluster or task: Chinese characters, letters, digits, `-` and `_` (T-01). */
export const NAME_PATTERN = /^[\p{Script=Han}A-Za-z0-9_-]+$/u;

/** AccessKey of 4.x ACL or user name of 5.x: printable ASCII without spaces. */
export const ACCESS_KEY_PATTERN = /^[\x21-\x7e]+$/;
