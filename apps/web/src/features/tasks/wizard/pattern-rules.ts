import { TASK_LIMITS } from '@slipstream/shared';
import type { FormRule } from 'antd';
import { useTranslation } from 'react-i18next';
import { patternError } from '../topic-match.js';

/** What include and exclude patterns of topics and of consumer groups have to be. */
export function usePatternRules(): FormRule[] {
  const { t } = useTranslation();
  return [
    {
      validator: async (_rule: unknown, value: unknown) => {
        const patterns = Array.isArray(value) ? value.map(String) : [];
        if (patterns.length > TASK_LIMITS.topicPatternsMax)
          throw new Error(t('rule.maxEntries', { max: TASK_LIMITS.topicPatternsMax }));
        for (const pattern of patterns) {
          if (pattern.length > TASK_LIMITS.topicPatternMax)
            throw new Error(t('rule.max', { max: TASK_LIMITS.topicPatternMax }));
          if (patternError(pattern) !== null) throw new Error(t('rule.pattern', { pattern }));
        }
      },
    },
  ];
}
