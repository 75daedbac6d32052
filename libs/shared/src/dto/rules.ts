import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import { normalAddress } from '../cluster/address-map.js';
import { isNameServersError, parseNameServers } from '../cluster/name-servers.js';
import { tagKeyProblem, type TagKeyProblem } from '../task/task-tag.js';
import { compileTopicSelection, TopicPatternError } from '../topic/topic-selection.js';

/** Latest instant that a request may name, ms since the epoch (end of the year 9999). */
export const TIMESTAMP_MAX = 253_402_300_799_999;

const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_WHITE_SPACE = /[^\P{Cc}\t\n\r]/u;
const LONE_SURROGATE = /\p{Cs}/u;
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** The property may be left out; unlike `IsOptional` of class-validator it may not be null. */
export function IsAbsentOr(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}

/** The property may be left out, and null takes away what is there. */
export function IsAbsentOrNullOr(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined && value !== null);
}

/** Text that PostgreSQL and a log can hold: well-formed Unicode and no control characters. */
export function isPlainText(value: unknown, multiline = false): value is string {
  if (typeof value !== 'string' || LONE_SURROGATE.test(value)) return false;
  return !(multiline ? CONTROL_BUT_WHITE_SPACE : CONTROL).test(value);
}

/** {@link isPlainText} as a rule; `multiline` allows tabs and line ends. */
export function IsPlainText(
  rule: { multiline?: boolean } = {},
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isPlainText',
      validator: {
        validate: (value) => isPlainText(value, rule.multiline),
        defaultMessage: () => '$property must be text without control characters',
      },
    },
    options,
  );
}

/** `host:port;host:port`; the message names the entry that is wrong. */
export function IsNameServers(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isNameServers',
      validator: {
        validate: (value) => typeof value === 'string' && !isNameServersError(parseNameServers(value)),
        defaultMessage: (failed) => {
          const result = typeof failed?.value === 'string' ? parseNameServers(failed.value) : undefined;
          if (result === undefined || !isNameServersError(result)) return '$property must be text';
          return `$property: ${JSON.stringify(result.entry.slice(0, 80))} ${result.message}`;
        },
      },
    },
    options,
  );
}

/** `host:port`, or a host alone. */
export function IsAddress(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isAddress',
      validator: {
        validate: (value) => typeof value === 'string' && normalAddress(value) !== undefined,
        defaultMessage: (failed) => {
          const given =
            typeof failed?.value === 'string' ? `${JSON.stringify(failed.value.slice(0, 80))} ` : '';
          return `$property: ${given}must be host:port with a port from 1 to 65535, or a host alone for all of its ports, for example 10.0.0.5:10911`;
        },
      },
    },
    options,
  );
}

/** An entry of a topic selection that {@link compileTopicSelection} takes. */
export function IsTopicPattern(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isTopicPattern',
      validator: {
        validate: (value) => everyPattern(value, (pattern) => topicPatternError(pattern) === undefined),
        defaultMessage: (failed) => {
          const patterns: unknown[] = Array.isArray(failed?.value) ? failed.value : [];
          const said = patterns.map(topicPatternError).find((message) => message !== undefined);
          return `each entry of $property must be a name, a prefix ending in *, or a regular expression between slashes${said === undefined ? '' : ` (${said})`}`;
        },
      },
    },
    options,
  );
}

const TAG_KEY_SAID: Readonly<Record<TagKeyProblem, string>> = {
  PATTERN: 'must be a name of SQL-92: letters, digits, _ and $, not beginning with a digit',
  SQL_WORD: 'is a word of SQL-92; choose another name',
  RESERVED: 'is a property with a meaning of its own to RocketMQ or to this program; choose another name',
};

/** A property name that SQL-92 can ask for and that means nothing else, see {@link tagKeyProblem}. */
export function IsTagKey(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isTagKey',
      validator: {
        validate: (value) => typeof value === 'string' && tagKeyProblem(value) === null,
        defaultMessage: (failed) => {
          const problem = typeof failed?.value === 'string' ? tagKeyProblem(failed.value) : null;
          return `$property ${TAG_KEY_SAID[problem ?? 'PATTERN']}`;
        },
      },
    },
    options,
  );
}

/**
 * An instant: ms since the epoch, or ISO 8601 text (UTC when it names no zone). Handlers see ms.
 * Also takes ms as decimal text, as a query string has them.
 */
export function IsTimestamp(options?: ValidationOptions): PropertyDecorator {
  const transform = Transform(({ value }: { value: unknown }) => parseTimestamp(value) ?? value);
  const validate = ValidateBy(
    {
      name: 'isTimestamp',
      validator: {
        validate: (value) => typeof value === 'number' && parseTimestamp(value) !== undefined,
        defaultMessage: () => '$property must be a time: milliseconds since 1970 or ISO 8601 text',
      },
    },
    options,
  );
  return (target, property) => {
    transform(target, property);
    validate(target, property);
  };
}

/** Reads what {@link IsTimestamp} takes; undefined when it is no instant from 1970 to 9999. */
export function parseTimestamp(value: unknown): number | undefined {
  const time = toMilliseconds(value);
  return time !== undefined && Number.isSafeInteger(time) && time >= 0 && time <= TIMESTAMP_MAX
    ? time
    : undefined;
}

function toMilliseconds(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  if (!ISO_8601.test(value)) return undefined;
  const zoned = !value.includes('T') || /(?:Z|[+-]\d{2}:\d{2})$/.test(value) ? value : `${value}Z`;
  return Date.parse(zoned);
}

function everyPattern(value: unknown, accepts: (pattern: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(accepts);
}

function topicPatternError(pattern: unknown): string | undefined {
  if (!isPlainText(pattern) || pattern.length === 0) return 'empty or with control characters';
  try {
    compileTopicSelection({ include: [pattern] });
    return undefined;
  } catch (error) {
    if (error instanceof TopicPatternError) return error.message;
    throw error;
  }
}
