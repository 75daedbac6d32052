import { createRequire } from 'node:module';
import { createElement, type FunctionComponent } from 'react';
import { renderToString } from 'react-dom/server';
import { themeConfig } from '../src/app/theme.js';
import type { StyleCall } from './style-calls.js';

/** A style, as Ant Design would put it into the page while it runs. */
export interface RenderedStyle {
  css: string;
  /** Animations that it needs, by their names. */
  keyframes: ReadonlyMap<string, string>;
  /** Styles of a smaller one stand before the others; most have {@link USUAL_ORDER}. */
  order: number;
}

/** Ant Design's order of all styles but a few. Those that add to a part's own have one more. */
export const USUAL_ORDER = -999;

/** Whose style is asked for. */
export interface StyledPart extends StyleCall {
  /** The module, from Ant Design's folder on, such as `button/style/index.js`. */
  module: string;
  /** The class that each of its parts begins with. */
  prefix: string;
  /** The class that the rules for all inside of it begin with. */
  root: string;
}

// The modules that Node can load, all of one kind: their contexts are others in `antd/es`.
const require = createRequire(import.meta.url);
const antd: typeof import('antd') = require('antd');
const { createCache, StyleProvider }: typeof import('@ant-design/cssinjs') = createRequire(
  require.resolve('antd'),
)('@ant-design/cssinjs');

/** The styles of links and icons, which belong to no part and come with any. */
export function renderBase(part: StyledPart): string {
  const styles = inBothThemes(part);
  return ['ant-design-icons/anticon', 'Shared/ant']
    .map((path) => found(styles, path))
    .flatMap(({ css, keyframes }) => [css, ...keyframes.values()])
    .join('\n');
}

/** @throws Error when a part has no style, or one that is not the same in both themes */
export function renderStyle(part: StyledPart): RenderedStyle {
  return found(inBothThemes(part), `${part.name}/${part.prefix}`);
}

function found(styles: ReadonlyMap<string, RenderedStyle>, path: string): RenderedStyle {
  const style = styles.get(path);
  if (style === undefined) throw new Error(`Ant Design made no style of ${path}`);
  return style;
}

function inBothThemes(part: StyledPart): Map<string, RenderedStyle> {
  const [light, dark] = [render(part, false), render(part, true)];
  for (const [path, { css }] of light)
    if (dark.get(path)?.css !== css) throw new Error(`the style of ${path} depends on the theme`);
  return light;
}

/** All styles that Ant Design keeps after it has met the part, by name and prefix. */
function render(
  { module, exported, kind, prefix, root }: StyledPart,
  dark: boolean,
): Map<string, RenderedStyle> {
  const made: unknown = Reflect.get(Object(require(`antd/lib/${module}`)), exported);
  if (!isFunction(made)) throw new Error(`antd/lib/${module} exports no ${exported}`);
  const Part: FunctionComponent = () =>
    kind === 'component'
      ? createElement<{ prefixCls: string }>(made, { prefixCls: prefix })
      : void made(prefix, root);
  const cache = createCache();
  const page = createElement(
    antd.ConfigProvider,
    { theme: { ...themeConfig(dark), hashed: false, zeroRuntime: false } },
    createElement(Part),
  );
  renderToString(createElement(StyleProvider, { cache }, page));
  return new Map(
    [...cache.cache].flatMap(([key, [, style]]: [string, [number, unknown]]) => {
      const [what, name, prefixOf] = key.split('%').filter((word) => word !== '');
      return what === 'style' ? [[`${name}/${prefixOf}`, styleOf(style)] as const] : [];
    }),
  );
}

/** What Ant Design keeps of a style: its text, its id, its animations, whether only browsers make it, its order. */
function styleOf(kept: unknown): RenderedStyle {
  const [css, , effects, , order]: unknown[] = Array.isArray(kept) ? kept : [];
  if (typeof css !== 'string' || css === '' || typeof order !== 'number')
    throw new Error('Ant Design keeps its styles in another way');
  const keyframes = Object.entries(Object(effects)).map(([name, text]) => [name, String(text)] as const);
  return { css, keyframes: new Map(keyframes), order };
}

function isFunction(made: unknown): made is (...options: unknown[]) => null {
  return typeof made === 'function';
}
