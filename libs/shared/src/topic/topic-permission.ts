/** What clients may do with a topic. */
export const TOPIC_PERMISSIONS = ['READ_WRITE', 'READ', 'WRITE', 'NONE', 'MIXED'] as const;
/** One of {@link TOPIC_PERMISSIONS}; `MIXED` when its brokers differ. */
export type TopicPermission = (typeof TOPIC_PERMISSIONS)[number];

const WRITE = 2;
const READ = 4;

/** Reads the bits of a topic's `perm` [PermName]: 4 read, 2 write. */
export function topicPermission(perm: number): TopicPermission {
  const [reads, writes] = [(perm & READ) !== 0, (perm & WRITE) !== 0];
  if (reads && writes) return 'READ_WRITE';
  if (reads) return 'READ';
  return writes ? 'WRITE' : 'NONE';
}
