const SYSTEM_PREFIXES = ['%RETRY%', '%DLQ%', '%LMQ%', 'rmq_sys_'] as const;

const SYSTEM_TOPICS: ReadonlySet<string> = new Set([
  'TBW102',
  'SCHEDULE_TOPIC_XXXX',
  'BenchmarkTest',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC',
  'RMQ_SYS_ROCKSDB_TRANS_OP_HALF_TOPIC',
  'RMQ_SYS_TRACE_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
  'CHECKPOINT_TOPIC',
  'DefaultHeartBeatSyncerTopic',
]);

/**
 * True for topics that RocketMQ keeps for itself and that are never replicated [TopicValidator, MixAll].
 *
 * @param ownNames names of the cluster and of its brokers: each has a topic named like it, and `<cluster>_REPLY_TOPIC`
 */
export function isSystemTopic(topic: string, ownNames: ReadonlySet<string>): boolean {
  if (SYSTEM_TOPICS.has(topic) || ownNames.has(topic)) return true;
  if (SYSTEM_PREFIXES.some((prefix) => topic.startsWith(prefix))) return true;
  return topic.endsWith('_REPLY_TOPIC') && ownNames.has(topic.slice(0, -'_REPLY_TOPIC'.length));
}
