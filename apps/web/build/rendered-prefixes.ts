import { ROOTED, rootOf, STYLE_PREFIXES } from './style-prefixes.js';

/** Styles that belong to no part; the build has them in any case. */
const BASE = new Set(['Shared', 'ant-design-icons']);

/**
 * Styles that Ant Design has made in this document and that a build would lack, because the part is not in
 * {@link STYLE_PREFIXES}, has another class there, or is wrongly in {@link ROOTED} or not.
 */
export function stylesTheBuildLacks(document: Document): string[] {
  return [...document.querySelectorAll('style[data-cache-path]')].flatMap((style) => {
    const [, name = '', prefix = ''] = style.getAttribute('data-cache-path')?.split('|') ?? [];
    const known = Object.entries(STYLE_PREFIXES).some(
      ([key, known]) => key.split('.')[0] === name && known === prefix,
    );
    const rooted = style.textContent.includes(`.${rootOf(prefix)}`);
    if ((known && rooted === ROOTED.has(name)) || BASE.has(name) || style.textContent === '') return [];
    return [`${name} of .${rooted ? rootOf(prefix) : prefix}`];
  });
}
