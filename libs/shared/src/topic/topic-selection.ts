import { RE2JS } from 're2js';
import type { TopicSelection } from '../task/task-rules.js';

/** Tells whether a topic belongs to a cluster-level task. */
export type TopicMatcher = (topic: string) => boolean;

/**
 * Compiles include and exclude patterns: a literal name, a prefix ending in `*`, or a regular expression between slashes
 * that has to match the whole name. Regular expressions run in linear time (RE2), whatever a user writes.
 *
 * @throws TopicPatternError naming the first pattern that does not parse
 */
export function compileTopicSelection(selection: TopicSelection): TopicMatcher {
  const include = (selection.include ?? []).map(compilePattern);
  const exclude = (selection.exclude ?? []).map(compilePattern);
  return (topic) =>
    (include.length === 0 || include.some((matches) => matches(topic))) &&
    !exclude.some((matches) => matches(topic));
}

/** A pattern of a topic selection that does not parse. */
export class TopicPatternError extends Error {
  constructor(
    readonly pattern: string,
    said: string,
  ) {
    super(`"${pattern}" is not a valid regular expression: ${said}`);
    this.name = 'TopicPatternError';
  }
}

function compilePattern(pattern: string): TopicMatcher {
  if (pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')) {
    const expression = compileRegex(pattern);
    return (topic) => expression.matches(topic);
  }
  if (pattern.endsWith('*')) {
    const prefix = pattern.slice(0, -1);
    return (topic) => topic.startsWith(prefix);
  }
  return (topic) => topic === pattern;
}

function compileRegex(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern.slice(1, -1));
  } catch (error) {
    throw new TopicPatternError(pattern, error instanceof Error ? error.message : String(error));
  }
}
