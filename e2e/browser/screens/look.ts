/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Page } from '@playwright/test';
import { Words, type Language } from './words.ts';

/** Names of languages are shown in their own. */
const LANGUAGE_NAMES = new Set(['中文', '简体中文', 'English', 'EN', '中']);

const WORDS: Readonly<Record<Language, Words>> = { en: new Words('en'), zh: new Words('zh') };

/** What is wrong with the words on a page: raw keys, values that were not filled in, words of the other language. */
export async function wordFaults(page: Page, language: Language): Promise<string[]> {
  const texts = await page.evaluate(shownTexts);
  const { sections } = WORDS[language];
  const own = WORDS[language].plain;
  const foreign = WORDS[language === 'en' ? 'zh' : 'en'].plain;
  return texts.flatMap((text) => {
    const faults: string[] = [];
    const key = /\b([a-z]\w*)\.[a-z]\w*(?:\.\w+)*/i.exec(text);
    if (key !== null && text.trim() === key[0] && sections.has(key[1] ?? '')) faults.push(`raw key: ${text}`);
    if (text.includes('{{')) faults.push(`value not filled in: ${text}`);
    if (foreign.has(text) && !own.has(text) && !LANGUAGE_NAMES.has(text))
      faults.push(`not in ${language}: ${text}`);
    else if (language === 'en' && /\p{Script=Han}/u.test(text) && !LANGUAGE_NAMES.has(text))
      faults.push(`Chinese in English: ${text}`);
    return faults;
  });
}

/** What does not fit into the window: the page scrolls sideways, or controls stand outside of it where nothing scrolls. */
export async function fitFaults(page: Page): Promise<string[]> {
  return page.evaluate(unfit);
}

/** All texts that can be seen, and those that are read out or shown on hover. Runs in the page. */
function shownTexts(): string[] {
  const texts = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { nodeValue, parentElement } = walker.currentNode;
    if (parentElement?.closest('script, style, code, pre') === null && parentElement.checkVisibility())
      texts.add((nodeValue ?? '').trim());
  }
  for (const name of ['aria-label', 'title', 'placeholder'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.checkVisibility()) texts.add((element.getAttribute(name) ?? '').trim());
  texts.delete('');
  return [...texts];
}

/** See {@link fitFaults}. Runs in the page. */
function unfit(): string[] {
  const width = document.documentElement.clientWidth;
  const faults: string[] = [];
  const tooWide = document.documentElement.scrollWidth - width;
  if (tooWide > 0) faults.push(`${width} px: the page scrolls sideways by ${tooWide} px`);
  const scrolls = (element: Element | null): boolean =>
    element !== null &&
    (['auto', 'scroll', 'hidden'].includes(getComputedStyle(element).overflowX) &&
    element.scrollWidth > element.clientWidth
      ? getComputedStyle(element).overflowX !== 'hidden' || element.closest('.ant-tabs-nav') !== null
      : scrolls(element.parentElement));
  for (const control of document.querySelectorAll(
    'button, a[href], input, [role=button], [role=radio], h1, h2',
  )) {
    if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const box = control.getBoundingClientRect();
    if (box.width < 2 || (box.right <= width + 1 && box.left >= -1)) continue;
    if (box.right < 0 || control.closest('.visually-hidden, .skip-link, .react-flow') !== null) continue;
    if (!scrolls(control.parentElement))
      faults.push(`${width} px: cut off: ${control.outerHTML.slice(0, 120)}`);
  }
  return faults;
}
