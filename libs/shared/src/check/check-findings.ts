import type { Check, CheckResult } from './check-codes.js';

/**
 * What to do about a finding, in English for answers and terminals. Adding one means adding its words to both languages of
 * the console.
 */
export const CHECK_FIXES = {
  START_WORKER: 'Start a worker: tasks do not run without one.',
  LOOK_AT_WORKERS: 'Look at the logs of the workers: they are alive, but do not take checks.',
  CHECK_NAME_SERVER: 'Check the address, and that the machine of the check can reach it.',
  START_BROKER: 'Start a broker that registers with this Name Server.',
  START_MASTER: 'Start the master of this broker: only masters are read from and written to.',
  FIX_ADDRESS:
    'Set brokerIP1 of this broker to an address that the machine of the check can reach, or map its address in the address map of the cluster; check firewalls.',
  LOOK_AT_BROKER: "Look at the broker's log: it takes connections and does not answer as it should.",
  UPDATE_BROKER: 'Update the broker to 4.9.7, 5.1.2 or later.',
  USE_ROCKETMQ: 'Use an Apache RocketMQ version from 4.4.0 on.',
  SET_CLOCKS: 'Let both machines keep their time by NTP: starts at a time and delays are off by this much.',
  GIVE_CREDENTIALS: 'Give a valid AccessKey and SecretKey of an account that the brokers know.',
  TURN_ACL_ON: 'Turn ACL on and give an AccessKey and SecretKey.',
  TURN_ACL_OFF: 'Turn ACL off here, or on at the broker.',
  GRANT_RIGHT: 'Grant the account the right that the broker names.',
  GRANT_ADMIN:
    'Use an account that may create topics (4.x: admin; 5.x: Super, or Create on its topics), or create the target topics yourself.',
  OPEN_BROKER: 'Set brokerPermission=6 on the broker.',
  ENABLE_FILTER: 'Set enablePropertyFilter=true on the broker, or use a tag filter.',
  ENABLE_FILTER_IF_NEEDED:
    'Set enablePropertyFilter=true on the broker if a route of this source has an SQL-92 filter.',
  CHOOSE_OTHER_CLUSTER: 'Choose two different clusters.',
  USE_REGISTERED: 'Use the cluster that is registered already, unless these really are two.',
  CHANGE_CLUSTER_ID: 'Choose another cluster ID.',
  CHANGE_TOPICS: 'Check the include and exclude patterns; topics that appear later are copied as well.',
  CREATE_SOURCE_TOPIC: 'Create the topic at the source, or correct the route.',
  CHANGE_ROUTE: 'Choose another topic: RocketMQ keeps this one for itself.',
  OPEN_TOPIC: 'Give the target topic write permission and queues, or choose another one.',
  CORRECT_FILTER: 'Correct the filter expression of the route.',
  CHECK_AGAIN: 'Check again.',
} as const satisfies Record<string, string>;
export type CheckFix = keyof typeof CHECK_FIXES;

interface Finding {
  check: Check;
  result: CheckResult;
  fix: CheckFix | null;
  /** English, with `{name}` for each value. */
  text: string;
}

/** Everything that a pre-check can find: what it is about, how good it is, what to do. */
export const CHECK_FINDINGS = {
  WORKER_LOOKED: pass('WORKER', 'Live worker processes: {workers}.'),
  NO_WORKER: fail('WORKER', 'START_WORKER', 'No worker is alive; the API looked instead.'),
  NO_WORKER_TOOK_IT: warn('WORKER', 'LOOK_AT_WORKERS', 'No worker took the check; the API looked instead.'),

  SAME_NAME_SERVER: warn('REGISTRATION', 'USE_REGISTERED', 'The cluster "{other}" has this Name Server too.'),
  CLUSTER_ID_TAKEN: fail(
    'REGISTRATION',
    'CHANGE_CLUSTER_ID',
    'The cluster "{other}" has this cluster ID already.',
  ),

  NAME_SERVER_ANSWERS: pass('NAME_SERVER', '{count} brokers: {names}'),
  NAME_SERVER_SILENT: fail('NAME_SERVER', 'CHECK_NAME_SERVER', 'No answer.'),
  NAME_SERVER_SPARE_SILENT: warn('NAME_SERVER', 'CHECK_NAME_SERVER', 'No answer; another one answers.'),
  NO_BROKER: fail('NAME_SERVER', 'START_BROKER', 'No broker is registered.'),
  NO_BROKER_HERE: warn('NAME_SERVER', 'START_BROKER', 'No broker is registered here; another one has some.'),

  MASTER_REACHED: pass('BROKER', 'master'),
  MASTER_REACHED_AT: pass('BROKER', 'master, reached at {at}'),
  SLAVE_REACHED: pass('BROKER', 'slave {id}'),
  SLAVE_REACHED_AT: pass('BROKER', 'slave {id}, reached at {at}'),
  MASTER_UNREACHABLE: fail('BROKER', 'FIX_ADDRESS', 'The advertised address cannot be reached.'),
  SLAVE_UNREACHABLE: warn('BROKER', 'FIX_ADDRESS', 'The advertised address of slave {id} cannot be reached.'),
  NO_MASTER: fail('BROKER', 'START_MASTER', 'No master is registered.'),
  BROKER_SILENT: fail('BROKER', 'LOOK_AT_BROKER', 'The broker does not answer.'),

  VERSION_SUPPORTED: pass('VERSION', '{version}'),
  VERSION_HAS_HOLE: warn(
    'VERSION',
    'UPDATE_BROKER',
    '{version} has known security holes (CVE-2023-33246, CVE-2023-37582)',
  ),
  VERSION_UNKNOWN: warn('VERSION', 'USE_ROCKETMQ', 'Not a version of Apache RocketMQ: {version}'),
  VERSION_TOO_OLD: fail('VERSION', 'UPDATE_BROKER', '{version} is older than 4.4.0'),

  CLOCK_AGREES: pass('CLOCK', 'The clocks agree within {ms} ms.'),
  CLOCK_AHEAD: warn('CLOCK', 'SET_CLOCKS', "The broker's clock is {ms} ms ahead, or more."),
  CLOCK_BEHIND: warn('CLOCK', 'SET_CLOCKS', "The broker's clock is {ms} ms behind, or more."),
  CLOCK_UNKNOWN: warn('CLOCK', 'SET_CLOCKS', 'The broker does not tell its time.'),

  ACL_NOT_USED: pass('ACL', 'The broker asks for no credentials.'),
  ACL_ACCEPTED: pass('ACL', 'The broker takes the credentials.'),
  ACL_UNCHECKED: warn('ACL', 'TURN_ACL_OFF', 'The broker does not check credentials.'),
  CREDENTIALS_REFUSED: fail('ACL', 'GIVE_CREDENTIALS', 'The broker refuses the credentials.'),
  CREDENTIALS_NEEDED: fail('ACL', 'TURN_ACL_ON', 'The broker asks for credentials.'),
  RIGHT_MISSING: fail('ACL', 'GRANT_RIGHT', 'The account lacks a right.'),
  READING_FORBIDDEN: fail(
    'ACL',
    'OPEN_BROKER',
    'The broker lets nobody read (brokerPermission={permission}).',
  ),
  READING_UNSEEN: warn('ACL', 'CHECK_AGAIN', 'The broker did not answer a harmless question.'),

  MAY_CREATE: pass('WRITE', 'May write, and create topics.'),
  MAY_NOT_CREATE: warn('WRITE', 'GRANT_ADMIN', 'The account may not create topics.'),
  CREATING_UNSEEN: warn('WRITE', 'GRANT_ADMIN', 'Whether the account may create topics cannot be seen.'),
  WRITING_FORBIDDEN: fail(
    'WRITE',
    'OPEN_BROKER',
    'The broker lets nobody write (brokerPermission={permission}).',
  ),

  PROPERTY_FILTER_ON: pass('PROPERTY_FILTER', 'enablePropertyFilter=true'),
  PROPERTY_FILTER_OFF: warn('PROPERTY_FILTER', 'ENABLE_FILTER_IF_NEEDED', 'enablePropertyFilter=false'),

  TOPICS_COUNTED: pass('TOPICS', '{topics} topics with {queues} queues, {systemTopics} system topics'),
  GROUPS_COUNTED: pass('GROUPS', '{groups} consumer groups'),

  TWO_CLUSTERS: pass('ONE_CLUSTER', 'Source and target share no broker.'),
  ONE_CLUSTER: fail(
    'ONE_CLUSTER',
    'CHOOSE_OTHER_CLUSTER',
    'Both registrations are one cluster: they share the broker {broker}.',
  ),

  TOPICS_SELECTED: pass('SELECTION', '{topics} topics would be copied, {systemTopics} system topics skipped'),
  NO_TOPIC_SELECTED: warn('SELECTION', 'CHANGE_TOPICS', 'No topic of the source matches now.'),
  SOURCE_TOPIC_MISSING: fail('SELECTION', 'CREATE_SOURCE_TOPIC', 'The source has no such topic to read.'),
  SYSTEM_TOPIC: fail('SELECTION', 'CHANGE_ROUTE', 'RocketMQ keeps this topic for itself.'),

  TARGET_TOPICS_READY: pass('TARGET_TOPICS', '{ready} topics are there, {create} will be created'),
  TARGET_TOPICS_NOT_CREATABLE: fail(
    'TARGET_TOPICS',
    'GRANT_ADMIN',
    '{create} topics are missing, and the account may not create topics.',
  ),
  TARGET_TOPIC_CLOSED: fail('TARGET_TOPICS', 'OPEN_TOPIC', 'No queue of the target topic can be written.'),

  FILTERS_VALID: pass('FILTERS', '{filters} filters are valid'),
  FILTER_INVALID: fail('FILTERS', 'CORRECT_FILTER', 'The broker does not take the filter.'),
  FILTER_NOT_SUPPORTED: fail('FILTERS', 'ENABLE_FILTER', 'The broker does not filter by SQL-92.'),

  ENDED_EARLY: fail(
    'END',
    'CHECK_AGAIN',
    'The check did not end in time; what is missing was not looked at.',
  ),
  BROKE_OFF: fail('END', 'CHECK_AGAIN', 'The check broke off: its worker ended.'),
} as const satisfies Record<string, Finding>;
export type CheckFinding = keyof typeof CHECK_FINDINGS;

/** Codes of all findings. */
export const CHECK_FINDING_CODES = Object.keys(CHECK_FINDINGS) as CheckFinding[];
/** Codes of all fixes. */
export const CHECK_FIX_CODES = Object.keys(CHECK_FIXES) as CheckFix[];

function pass<const C extends Check>(check: C, text: string) {
  return { check, result: 'PASS', fix: null, text } as const;
}

function warn<const C extends Check>(check: C, fix: CheckFix, text: string) {
  return { check, result: 'WARN', fix, text } as const;
}

function fail<const C extends Check>(check: C, fix: CheckFix, text: string) {
  return { check, result: 'FAIL', fix, text } as const;
}
