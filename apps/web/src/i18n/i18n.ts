import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './en.json';
import { FIRST_PARTS } from './first-words.js';
import { initialLanguage, LANGUAGE_KEY, LANGUAGES, type Language } from './language.js';
import type { LaterWords } from './later-words.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en & LaterWords };
  }
}

/** A part of the console that has words of its own in `<part>.en.json` and `<part>.zh.json`. */
export type WordPart =
  'acts' | 'clusters' | 'field-rules' | 'frame' | 'list' | 'precheck' | 'stop' | 'sync' | 'watch' | 'wizard';

/** Every file of words; each is loaded when its language and its part are first shown. */
const FILES = import.meta.glob<object>('./*.json', { import: 'default' });
/** Parts whose words every language that is shown needs. */
const wanted = new Set<string>(FIRST_PARTS);
const loaded = new Map<string, Promise<void>>();
const present = new Set<string>();
let shown = Promise.resolve();

/** Starts i18next in the user's language. The first render waits for {@link wordsReady}. */
export function startI18n(): void {
  prepare();
  shown = show(initialLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages));
}

/** Until the words of the language chosen last are there. */
export function wordsReady(): Promise<void> {
  return shown;
}

/**
 * Brings the words of a part that is loaded when it is first opened. The part's module awaits it, so that nothing
 * flickers.
 */
export async function addWords(part: WordPart): Promise<void> {
  prepare();
  wanted.add(`${part}.`);
  await loadWords(shownLanguage());
}

/** Switches the language and remembers it; its words are loaded first, and when they cannot be, the language stays. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE_KEY, language);
  shown = show(language).catch((error: unknown) => console.warn('the words cannot be loaded', error));
}

/** Loads every word of every language, so that a spec's first render speaks. */
export async function loadAllWords(): Promise<void> {
  prepare();
  for (const path of Object.keys(FILES)) {
    const [, part = '', language = ''] = /^\.\/(.*?)(\w+)\.json$/.exec(path) ?? [];
    wanted.add(part);
    const known = LANGUAGES.find((one) => one === language);
    if (known !== undefined) await loadFile(path, known);
  }
}

async function show(language: Language): Promise<void> {
  // At once when nothing is to be loaded. Again when a part has come to be needed meanwhile.
  while (missing(language).length > 0) await loadWords(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  void i18next.changeLanguage(language);
}

function prepare(): void {
  if (i18next.isInitialized) return;
  void i18next.use(initReactI18next).init({
    lng: initialLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages),
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

function shownLanguage(): Language {
  return i18next.language === 'zh' ? 'zh' : 'en';
}

/** Paths of the files that the language still needs. */
function missing(language: Language): string[] {
  return [...wanted].map((part) => `./${part}${language}.json`).filter((path) => !present.has(path));
}

async function loadWords(language: Language): Promise<void> {
  await Promise.all(missing(language).map((path) => loadFile(path, language)));
}

function loadFile(path: string, language: Language): Promise<void> {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const load = FILES[path];
  if (load === undefined) throw new Error(`there are no words in ${path}`);
  const loading = load().then(
    (words) => {
      present.add(path);
      i18next.addResourceBundle(language, 'translation', words, true, true);
    },
    (cause: unknown) => {
      // The next try may succeed.
      loaded.delete(path);
      throw cause;
    },
  );
  loaded.set(path, loading);
  return loading;
}
