import type { FieldChange } from '@slipstream/shared';

/** Fields of an event that have words; any other is shown by its name in the API. */
export const FIELDS = {
  state: 'field.state',
  name: 'field.name',
  clusterId: 'field.clusterId',
  networkType: 'field.networkType',
  nameServers: 'field.nameServers',
  aclEnabled: 'field.aclEnabled',
  accessKey: 'field.accessKey',
  secretKey: 'field.secretKey',
  addressMap: 'field.addressMap',
  direction: 'field.direction',
  level: 'field.level',
  sourceCluster: 'field.sourceCluster',
  targetCluster: 'field.targetCluster',
  'startFrom.type': 'field.startFrom',
  'startFrom.timestamp': 'field.startTime',
  'topics.include': 'field.topicsInclude',
  'topics.exclude': 'field.topicsExclude',
  routes: 'field.routes',
  'failurePolicy.type': 'field.failurePolicy',
  'failurePolicy.deadLetterTopic': 'field.deadLetterTopic',
  'throttle.messagesPerSecond': 'field.messagesPerSecond',
  'throttle.bytesPerSecond': 'field.bytesPerSecond',
  'compression.type': 'field.compression',
  'metadata.topics': 'field.metadataTopics',
  'metadata.groups': 'field.metadataGroups',
  'metadata.accounts': 'field.metadataAccounts',
  'metadata.propagateDeletes': 'field.propagateDeletes',
  'progress.toTarget': 'field.progressToTarget',
  'progress.toSource': 'field.progressToSource',
  'groups.include': 'field.groupsInclude',
  'groups.exclude': 'field.groupsExclude',
  'tag.key': 'field.tagKey',
  'tag.value': 'field.tagValue',
} as const;

export type KnownField = keyof typeof FIELDS;

/** True for a field that has words. */
export function isKnownField(field: string): field is KnownField {
  return Object.hasOwn(FIELDS, field);
}

/** The changes that an event tells; those of an older version, which named fields only, have neither before nor after. */
export function changesOf(details: Readonly<Record<string, unknown>>): FieldChange[] {
  const { changes } = details;
  return Array.isArray(changes) ? changes.filter(isChange) : [];
}

/** Fields that an event of an older version says were changed. */
export function changedNames(details: Readonly<Record<string, unknown>>): string[] {
  const { changed } = details;
  return Array.isArray(changed) ? changed.filter((name) => typeof name === 'string') : [];
}

function isChange(value: unknown): value is FieldChange {
  if (typeof value !== 'object' || value === null || !('field' in value)) return false;
  if (typeof value.field !== 'string') return false;
  if ('added' in value && 'removed' in value)
    return Array.isArray(value.added) && Array.isArray(value.removed);
  return 'from' in value && 'to' in value;
}
