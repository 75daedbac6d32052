import { compileTopicSelection, TopicPatternError } from '@slipstream/shared/topic-selection';

/** What a selection of topics means for the topics that a cluster has now. */
export type TopicMatch =
  { valid: true; matched: string[]; excluded: number } | { valid: false; pattern: string; said: string };

/** Applies include and exclude patterns by the same rules as the workers do. */
export function matchTopics(
  topics: readonly string[],
  selection: { include: string[]; exclude: string[] },
): TopicMatch {
  try {
    const matches = compileTopicSelection(selection);
    const included = compileTopicSelection({ include: selection.include });
    const matched = topics.filter(matches);
    return { valid: true, matched, excluded: topics.filter(included).length - matched.length };
  } catch (error) {
    if (error instanceof TopicPatternError)
      return { valid: false, pattern: error.pattern, said: error.message };
    throw error;
  }
}

/** What is wrong with one pattern; null when it is right. */
export function patternError(pattern: string): string | null {
  const match = matchTopics([], { include: [pattern], exclude: [] });
  return match.valid ? null : match.said;
}
