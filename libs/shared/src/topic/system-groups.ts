const SYSTEM_PREFIXES = ['CID_RMQ_SYS_', 'CID_ONSAPI_', '%'] as const;

const SYSTEM_GROUPS: ReadonlySet<string> = new Set([
  'TOOLS_CONSUMER',
  'FILTERSRV_CONSUMER',
  'SELF_TEST_C_GROUP',
  'SELF_TEST_P_GROUP',
  'SCHEDULE_CONSUMER',
  '__MONITOR_CONSUMER',
  'DEFAULT_CONSUMER',
  'DEFAULT_PRODUCER',
  'CLIENT_INNER_PRODUCER',
  'CID_ONS-HTTP-PROXY',
  'CID_DefaultHeartBeatSyncerTopic',
]);

/** True for consumer groups that RocketMQ keeps for itself: neither their settings nor their progress are carried [MixAll]. */
export function isSystemGroup(consumerGroup: string): boolean {
  return (
    consumerGroup === '' ||
    SYSTEM_GROUPS.has(consumerGroup) ||
    SYSTEM_PREFIXES.some((prefix) => consumerGroup.startsWith(prefix))
  );
}
