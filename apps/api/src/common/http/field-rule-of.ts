import {
  ACCESS_KEY_PATTERN,
  CLUSTER_ID_PATTERN,
  NAME_PATTERN,
  tagKeyProblem,
  TOPIC_PATTERN,
  type FieldProblem,
  type FieldRule,
} from '@slipstream/shared';
import { getMetadataStorage, type ValidationError } from 'class-validator';

/** What one constraint of class-validator, or of our own, says in codes. */
type Said = Pick<FieldProblem, 'rule' | 'params'>;

/** Constraints that say the same whatever they are given, by the name that a validation error has. */
const PLAIN: Readonly<Record<string, FieldRule>> = {
  whitelistValidation: 'UNKNOWN_FIELD',
  isString: 'TYPE',
  isBoolean: 'TYPE',
  isObject: 'TYPE',
  isArray: 'TYPE',
  nestedValidation: 'TYPE',
  isInt: 'INTEGER',
  isUuid: 'ID',
  isTimestamp: 'TIME',
  isPlainText: 'PLAIN_TEXT',
  isNameServers: 'NAME_SERVERS',
  isTopicPattern: 'TOPIC_PATTERN',
};

/** Constraints with one number. */
const BOUNDED: Readonly<Record<string, { rule: FieldRule; param: 'min' | 'max' }>> = {
  maxLength: { rule: 'LENGTH_MAX', param: 'max' },
  minLength: { rule: 'LENGTH_MIN', param: 'min' },
  arrayMaxSize: { rule: 'ENTRIES_MAX', param: 'max' },
  arrayMinSize: { rule: 'ENTRIES_MIN', param: 'min' },
  max: { rule: 'NUMBER_MAX', param: 'max' },
  min: { rule: 'NUMBER_MIN', param: 'min' },
};

const PATTERNS: ReadonlyMap<unknown, FieldRule> = new Map<unknown, FieldRule>([
  [NAME_PATTERN, 'NAME'],
  [TOPIC_PATTERN, 'TOPIC_NAME'],
  [CLUSTER_ID_PATTERN, 'CLUSTER_ID'],
  [ACCESS_KEY_PATTERN, 'ACCESS_KEY'],
]);

const TAG_KEYS = { PATTERN: 'TAG_KEY', SQL_WORD: 'TAG_KEY_SQL_WORD', RESERVED: 'TAG_KEY_RESERVED' } as const;

/**
 * The code of a failed constraint and its parameters; empty for one that has none, which is said in English then.
 *
 * @param constraint key of `error.constraints`
 */
export function fieldRuleOf(error: ValidationError, constraint: string): Said {
  const { value } = error as { value?: unknown };
  if (constraint !== 'whitelistValidation' && isMissing(value)) return { rule: 'REQUIRED' };
  const plain = PLAIN[constraint];
  if (plain !== undefined) return { rule: plain };
  const given = argumentOf(error, constraint);
  const bounded = BOUNDED[constraint];
  if (bounded !== undefined)
    return typeof given === 'number' ? { rule: bounded.rule, params: { [bounded.param]: given } } : {};
  if (constraint === 'isIn') return Array.isArray(given) ? choice(given) : {};
  if (constraint === 'matches') return { rule: PATTERNS.get(given) ?? 'PATTERN' };
  if (constraint === 'isTagKey')
    return { rule: TAG_KEYS[(typeof value === 'string' ? tagKeyProblem(value) : null) ?? 'PATTERN'] };
  return {};
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function choice(values: readonly unknown[]): Said {
  return { rule: 'CHOICE', params: { values: values.map(String).join(', ') } };
}

/** What the decorator was given, as class-validator keeps it: an error has its sentence only. */
function argumentOf({ target, property }: ValidationError, constraint: string): unknown {
  if (target === undefined) return undefined;
  const metadatas = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false);
  const found = metadatas.find(({ propertyName, name }) => propertyName === property && name === constraint);
  // Constraints of our own that take nothing have none, whatever the type says.
  const given: readonly unknown[] | undefined = found?.constraints;
  return given?.[0];
}
