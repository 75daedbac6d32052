import { initialLanguage, LANGUAGE_KEY } from './language.js';

/** Parts whose words every page needs, and those of the first page; they come together. */
export const FIRST_PARTS = ['', 'frame.', 'list.'] as const;

const FILES = import.meta.glob<object>(['./{en,zh}.json', './{frame,list}.{en,zh}.json'], {
  import: 'default',
});

/** Sends for the words of the first page, so that they are there when they are wanted. Who wants them is told when they do not come. */
export function fetchFirstWords(): void {
  const language = initialLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages);
  for (const part of FIRST_PARTS) FILES[`./${part}${language}.json`]?.().catch(() => undefined);
}
