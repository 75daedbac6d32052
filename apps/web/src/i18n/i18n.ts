import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import type { LaterWords } from './later-words.js';
import zh from './zh.json';

/** Languages of the console. */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORAGE_KEY = 'slipstream.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en & LaterWords };
  }
}

/** The language to begin with: the one chosen before, else the browser's first that we have. */
export function initialLanguage(stored: string | null, browser: readonly string[]): Language {
  const chosen = LANGUAGES.find((language) => language === stored);
  if (chosen !== undefined) return chosen;
  for (const wanted of browser) {
    const found = LANGUAGES.find((language) => wanted.toLowerCase().startsWith(language));
    if (found !== undefined) return found;
  }
  return 'en';
}

/** Starts i18next with both languages, which are part of the bundle; {@link addWords} brings those of parts that are loaded later. */
export function startI18n(): void {
  const language = initialLanguage(localStorage.getItem(STORAGE_KEY), navigator.languages);
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = htmlLang(language);
}

/** Adds the words of a part that is loaded when it is first opened. They come with its code, so that nothing flickers. */
export function addWords(words: Readonly<Record<Language, object>>): void {
  for (const language of LANGUAGES)
    i18next.addResourceBundle(language, 'translation', words[language], true, true);
}

/** Switches the language and remembers it. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
  document.documentElement.lang = htmlLang(language);
  void i18next.changeLanguage(language);
}

function htmlLang(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en';
}
