/** Steps of a flow's life at which something can go wrong. */
export const REASON_STEPS = [
  'CONNECT',
  'AUTHENTICATE',
  'PLAN',
  'CHECK_FILTER',
  'CREATE_TOPIC',
  'RECOVER',
  'READ',
  'WRITE',
  'CHECKPOINT',
  'RECORD',
] as const;
export type ReasonStep = (typeof REASON_STEPS)[number];

/**
 * Stable codes of what went wrong. The console translates them; `said` carries the other side's own words.
 * Adding one means adding its words to both languages of the console.
 */
export const REASON_CODES = [
  'NAME_SERVER_UNREACHABLE',
  'BROKER_UNREACHABLE',
  'AUTHENTICATION_FAILED',
  'NO_PERMISSION',
  'INVALID_FILTER',
  'FILTER_NOT_SUPPORTED',
  'COMPRESSION_NOT_SUPPORTED',
  'SOURCE_TOPIC_MISSING',
  'TARGET_TOPIC_MISSING',
  'NO_TOPICS_MATCH',
  'SAME_CLUSTER',
  'TARGET_REFUSES',
  'TARGET_BUSY',
  'WAITING_FOR_FENCE',
  'MESSAGE_REFUSED',
  'SOURCE_TRUNCATED',
  'TARGET_TRUNCATED',
  'RETENTION_GAP',
  'THROTTLED',
  'NO_WORKER',
  'INTERNAL',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Why a task is not well, in a form that a person can act on. */
export interface Reason {
  code: ReasonCode;
  step: ReasonStep;
  /** Registered cluster's name that is concerned, when one is. */
  cluster?: string;
  /** Name Server or broker address, topic or queue that is concerned. */
  subject?: string;
  /** What the broker or the system said, in its own words. Never holds a secret. */
  said?: string;
  /** One English sentence on what to do; the console has it in both languages by `code`. */
  action: string;
}

/** English advice for each reason; the API and logs use it, the console has its own translations of the same codes. */
export const REASON_ACTIONS: Readonly<Record<ReasonCode, string>> = {
  NAME_SERVER_UNREACHABLE:
    'Check the Name Server addresses of the cluster and that the workers can reach them, then edit the cluster and start the task.',
  BROKER_UNREACHABLE:
    'Check that the workers can reach the address that the broker advertises (brokerIP1) and that the broker is up.',
  AUTHENTICATION_FAILED:
    'Replace the AccessKey and SecretKey of the cluster with valid ones, then start the task.',
  NO_PERMISSION: "Grant the cluster's account the right that the broker names, then start the task.",
  INVALID_FILTER: 'Correct the filter expression of the route, then start the task.',
  FILTER_NOT_SUPPORTED: 'Set enablePropertyFilter=true on the source brokers or use a tag filter.',
  COMPRESSION_NOT_SUPPORTED:
    'Let the task compress with ZLIB, which all clients can read, or not at all, then start it.',
  SOURCE_TOPIC_MISSING: 'Create the topic at the source or correct the route, then start the task.',
  TARGET_TOPIC_MISSING:
    'Create the topic at the target or allow the account to create topics, then start the task.',
  NO_TOPICS_MATCH: 'Nothing to do until a topic matches; check the include and exclude patterns.',
  SAME_CLUSTER: 'Source and target are one cluster; choose two different ones.',
  TARGET_REFUSES:
    'Look at the target broker: disk space, role and permissions; the stream goes on by itself afterwards.',
  TARGET_BUSY: 'The target broker asks for a slower pace; the stream backs off and goes on by itself.',
  WAITING_FOR_FENCE:
    'A former owner may still write; the stream goes on by itself when that is ruled out: its user is refused, or its connection is gone, or 130 s have passed.',
  MESSAGE_REFUSED:
    'The target refuses this message for good; raise its limits, or let the task record such messages and go on.',
  SOURCE_TRUNCATED: 'The source lost or re-created messages; a new generation was opened.',
  TARGET_TRUNCATED:
    'The target lost messages that it had acknowledged; reset the offset to where copying is to begin again.',
  RETENTION_GAP:
    'The source deleted messages before they were copied: look at the events for their offsets, raise its retention or give the task more workers, then acknowledge the gap.',
  THROTTLED: "Nothing to do; raise or remove the task's throttle to go faster, also while it runs.",
  NO_WORKER: 'Start a worker.',
  INTERNAL: 'Look at the worker log; report the error with it.',
};

/** Builds a reason with the advice that belongs to its code. */
export function makeReason(
  code: ReasonCode,
  step: ReasonStep,
  details: Pick<Reason, 'cluster' | 'subject' | 'said'> = {},
): Reason {
  return { code, step, ...details, action: REASON_ACTIONS[code] };
}
