import type { Plugin } from 'vite';
import type { StyledPart } from './render-styles.js';
import { withoutStyles, type StyleCall } from './style-calls.js';
import { ROOTED, rootOf, STYLE_PREFIXES } from './style-prefixes.js';

const PREFIX = 'virtual:antd-style/';
const BASE = `${PREFIX}base.css`;
/** Own rules stand in no layer and win over all that do, whichever comes first. */
const LAYER = 'antd';

const MODULE = /\/antd\/es\/(.+\.js)$/;
const RESET = /\/antd\/dist\/reset\.css$/;
/** Imported by the modules of all styles, thus its own one comes first. */
const FIRST = 'theme/util/genStyleUtils.js';
/** Makes the style of icons, which {@link BASE} has. */
const ICONS = 'theme/util/useResetIconStyle.js';
/** Hands on what makes styles. */
const HANDS_ON = 'theme/internal.js';

type Part = Omit<StyledPart, 'prefix' | 'root'>;
const BUTTON: Part = part('Button-Button', 'button/style/index.js', 'hook');
const FORM: Part = part('Form-Form', 'form/style/index.js', 'hook');
const CONFIRM: Part = part('Modal-confirm', 'modal/style/confirm.js', 'component');

/** Parts whose styles Ant Design puts before those of others, by the names of the latter. */
const BEFORE: Readonly<Record<string, Part>> = {
  'Grid-Grid.useRowStyle': FORM,
  'Grid-Grid.useColStyle': FORM,
  'Modal-Modal': CONFIRM,
};

/**
 * Writes the styles of Ant Design while the console is built: the style sheet of a chunk has those of the parts in it, and
 * the functions that would make them in the browser stay out. `zeroRuntime` of the theme tells Ant Design so.
 */
export function staticStyles(): Plugin {
  /** All parts of Ant Design that were met, by the names of their styles. */
  const parts = new Map<string, Part>(Object.values(BEFORE).map((part) => [part.name, part]));
  /** Animations, by their ids. */
  const keyframes = new Map<string, string>();

  /** The style sheet of a part, or `null` when nobody has said which class it has. */
  async function sheetOf(name: string): Promise<{ css: string; animations: readonly string[] } | null> {
    const part = parts.get(name);
    const prefix = STYLE_PREFIXES[name];
    if (part === undefined || prefix === undefined) return null;
    const { renderStyle, USUAL_ORDER } = await import('./render-styles.js');
    const style = renderStyle({ ...part, prefix, root: ROOTED.has(name) ? rootOf(prefix) : prefix });
    if (style.order < USUAL_ORDER && !Object.values(BEFORE).some((early) => early.name === name))
      throw new Error(`${name} has to stand before others: say so in build/static-styles.ts`);
    const animations = [...style.keyframes].map(([animation, css]) => {
      const id = `${PREFIX}keyframes/${animation}.css`;
      if ((keyframes.get(id) ?? css) !== css) throw new Error(`two animations are called ${animation}`);
      keyframes.set(id, css);
      return id;
    });
    return { css: style.css, animations };
  }

  return {
    name: 'slipstream-static-styles',
    apply: 'build',
    enforce: 'pre',
    resolveId: (source) => (source.startsWith(PREFIX) ? `\0${source}` : null),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const path = id.slice(1);
      if (path === BASE) {
        const { renderBase } = await import('./render-styles.js');
        return sheet(renderBase({ ...BUTTON, prefix: 'ant-btn', root: 'ant-btn' }));
      }
      const animation = keyframes.get(path);
      if (animation !== undefined) return sheet(animation);
      const name = path.slice(PREFIX.length).replace(/\.\w+$/, '');
      const style = await sheetOf(name);
      if (path.endsWith('.css')) return style === null ? null : sheet(style.css);
      const before = BEFORE[name];
      const needed = [
        ...(before === undefined ? [] : [`${PREFIX}${before.name}.css`]),
        ...(style === null ? [] : [...style.animations, `${PREFIX}${name}.css`]),
      ];
      return { code: `${imports(needed)}export const styled = (part) => part;\n`, moduleSideEffects: false };
    },
    transform(code, id) {
      if (RESET.test(id)) return layered(code);
      const module = MODULE.exec(id)?.[1];
      if (module === undefined || module === HANDS_ON) return null;
      if (module === FIRST) return imports([BASE]) + code;
      if (module === ICONS) return 'export default () => undefined;';
      if (/\buseStyleRegister\b/.test(code)) this.error(`${module} makes a style in a way of its own`);
      return withoutStyles(code, (call) => {
        const name = nameOf(call);
        parts.set(name, { ...call, module });
        return `${PREFIX}${name}.js`;
      });
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const wrong = file.type === 'chunk' ? complaint(Object.keys(file.modules), parts) : null;
        if (wrong !== null) this.error(wrong);
      }
    },
  };
}

/** What is wrong with the styles of a chunk, by its modules in their order. */
function complaint(modules: readonly string[], parts: ReadonlyMap<string, Part>): string | null {
  for (const { name, kind } of parts.values()) {
    if (modules.includes(`\0${PREFIX}${name}.js`) && STYLE_PREFIXES[name] === undefined)
      return `${name} has no style: add the class of such parts in build/style-prefixes.ts`;
    // What adds to a part's own style stands behind it.
    const [component] = name.split('-');
    const own = modules.indexOf(`\0${PREFIX}${component}-${component}.css`);
    const added = modules.indexOf(`\0${PREFIX}${name}.css`);
    if (kind === 'component' && name !== CONFIRM.name && added !== -1 && own > added)
      return `the style of ${name} stands before that of ${component}`;
  }
  return null;
}

function part(name: string, module: string, kind: Part['kind']): Part {
  return { name, module, exported: 'default', kind };
}

/** The name of a style, with the export's name where two styles share one. */
function nameOf({ name, exported }: StyleCall): string {
  return exported === 'default' || name in STYLE_PREFIXES ? name : `${name}.${exported}`;
}

function layered(css: string): string {
  return `@layer ${LAYER} {\n${css}\n}\n`;
}

function sheet(css: string): { code: string; moduleSideEffects: 'no-treeshake' } {
  return { code: layered(css), moduleSideEffects: 'no-treeshake' };
}

function imports(ids: readonly string[]): string {
  return ids.map((id) => `import ${JSON.stringify(id)};\n`).join('');
}
