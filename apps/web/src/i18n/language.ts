/** Languages of the console. */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where this browser keeps the choice. */
export const LANGUAGE_KEY = 'slipstream.language';

/** The language to begin with: the one chosen before, else the browser's first that we have. */
export function initialLanguage(stored: string | null, browser: readonly string[]): Language {
  const chosen = LANGUAGES.find((language) => language === stored);
  if (chosen !== undefined) return chosen;
  for (const wish of browser) {
    const found = LANGUAGES.find((language) => wish.toLowerCase().startsWith(language));
    if (found !== undefined) return found;
  }
  return 'en';
}
