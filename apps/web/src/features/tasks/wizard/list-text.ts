import type { Language } from '../../../i18n/language.js';

/** Parts in one line with the language's comma: `12 Topics match, 3 system Topics skipped`. */
export function listText(parts: readonly string[], language: Language): string {
  return parts.join(language === 'zh' ? '，' : ', ');
}
