/**
 * Stable codes of what can be wrong with one field, so that a console says it in its user's language. What has no code
 * (a constraint of a library that is not listed) is said by the API's English sentence. `{name}` behind a code is a parameter that its words may use.
 */
export const FIELD_RULES = [
  'REQUIRED',
  'UNKNOWN_FIELD',
  /** Of another JSON type than the field's. */
  'TYPE',
  'DEPTH',
  /** Exactly one of `{values}` is to be given, and none is, or several are. */
  'ONE_OF',
  'TWICE',
  /** `{values}` separated by commas. */
  'CHOICE',
  /** `{max}` characters. */
  'LENGTH_MAX',
  /** `{min}` characters. */
  'LENGTH_MIN',
  /** `{max}` entries. */
  'ENTRIES_MAX',
  /** `{min}` entries. */
  'ENTRIES_MIN',
  'INTEGER',
  /** `{max}` */
  'NUMBER_MAX',
  /** `{min}` */
  'NUMBER_MIN',
  'TIME',
  'ID',
  'PATTERN',
  /** Name of a task or cluster. */
  'NAME',
  'TOPIC_NAME',
  'CLUSTER_ID',
  'ACCESS_KEY',
  'PLAIN_TEXT',
  'NAME_SERVERS',
  'TOPIC_PATTERN',
  'TAG_KEY',
  'TAG_KEY_SQL_WORD',
  'TAG_KEY_RESERVED',
  /** A host with or without port. */
  'ADDRESS',
  /** A port on both sides, or on none. */
  'ADDRESS_PORTS',
  'TAKEN',
  'CLUSTER_ID_IN_USE',
  'UNKNOWN_CLUSTER',
  'SAME_CLUSTER',
  'UNKNOWN_STREAM',
  /** From `{min}` to `{max}`, as the queue is now. */
  'OFFSET_RANGE',
  'NOT_COPIED',
  'SYSTEM_GROUP',
  'GROUP_NOT_SELECTED',
  'RANGE_ORDER',
  'START_TIME_NEEDED',
  'START_TIME_UNUSED',
  'ROUTES_NEEDED',
  'ROUTES_UNUSED',
  'TOPICS_UNUSED',
  'EXPRESSION_NEEDED',
  'EXPRESSION_UNUSED',
  /** `{row}` counted from 1: the route that is the same. */
  'ROUTE_TWICE',
  'DEAD_LETTER_UNUSED',
  'DEAD_LETTER_SYSTEM',
  'DEAD_LETTER_COPIED',
] as const;
export type FieldRule = (typeof FIELD_RULES)[number];

/** What the words of a {@link FieldRule} may name. */
export type FieldRuleParams = Readonly<Record<string, string | number>>;
