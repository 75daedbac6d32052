import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterAll, afterEach } from 'vitest';
import { stylesTheBuildLacks } from '../build/rendered-prefixes.js';
import { loadAllWords } from './i18n/i18n.js';

// antd asks for these; jsdom has neither.
window.matchMedia ??= (query: string): MediaQueryList =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }) satisfies MediaQueryList;

window.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

await loadAllWords();
afterEach(cleanup);
// Whatever a spec has shown has a style in the build, too.
afterAll(() => {
  const lacking = stylesTheBuildLacks(document);
  if (lacking.length > 0)
    throw new Error(`to be put right in build/style-prefixes.ts: ${lacking.join(', ')}`);
});
