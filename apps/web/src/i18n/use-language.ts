import { useTranslation } from 'react-i18next';
import type { Language } from './language.js';

/** The language shown now; also a valid locale of `Intl`. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? 'zh' : 'en';
}
