import { minifySync, parseSync, Visitor, type ESTree } from 'vite';

/** A call by which a module of Ant Design makes the style of a part, such as `genStyleHooks('Button', ...)`. */
export interface StyleCall {
  /** Under what Ant Design keeps the style, such as `Button-compact`. */
  name: string;
  /** What the module exports the result as. */
  exported: string;
  /** A hook is called with the prefix of the part's classes, a component is rendered with it. */
  kind: 'hook' | 'component';
}

const KINDS: Readonly<Record<string, StyleCall['kind']>> = {
  genStyleHooks: 'hook',
  genComponentStyleHook: 'hook',
  genSubStyleComponent: 'component',
};
const MENTIONS = new RegExp(`\\b(?:${Object.keys(KINDS).join('|')})\\(`, 'g');

/** A bundler cannot know that what is called or made here has no effect, and would keep it where nothing uses it. */
const PURE = '/* @__PURE__ */ ';

interface Span {
  start: number;
  end: number;
}

/**
 * Takes the styles' functions out of a module of Ant Design, so that nothing keeps them in a build. What such a call
 * makes goes through the function `styled` of another module: who uses the one has the other.
 * @param styledBy the module of a call
 * @throws Error where the code is written in a way that this does not know
 */
export function withoutStyles(code: string, styledBy: (call: StyleCall) => string): string {
  const { program } = parseSync('style.js', code);
  const exported = program.body.flatMap(exportsOf);
  const modules: string[] = [];
  const edits: (Span & { text: string })[] = [];
  new Visitor({
    CallExpression(call) {
      const kind = call.callee.type === 'Identifier' ? KINDS[call.callee.name] : undefined;
      if (kind === undefined) return;
      const [part, styles] = call.arguments;
      const name = part === undefined ? null : nameOf(part);
      const place = exported.find(({ start, end }) => start <= call.start && call.end <= end);
      if (name === null || styles === undefined || place === undefined)
        throw new Error(`not understood: ${code.slice(call.start, call.start + 80)}`);
      const styled = `styled${modules.push(styledBy({ name, exported: place.name, kind }))}`;
      edits.push({ start: call.start, end: call.start, text: `${PURE}${styled}(${PURE}` });
      edits.push({ start: styles.start, end: styles.end, text: 'null' });
      edits.push({ start: call.end, end: call.end, text: ')' });
    },
    NewExpression({ callee, start }) {
      if (callee.type === 'Identifier' && callee.name === 'Keyframes')
        edits.push({ start, end: start, text: PURE });
    },
  }).visit(program);
  const mentions = code.match(MENTIONS)?.length ?? 0;
  if (mentions !== modules.length) throw new Error(`${mentions} calls are written, ${modules.length} found`);
  if (modules.length > 0)
    for (const { start, end } of unneeded(program, edited(code, edits))) edits.push({ start, end, text: '' });
  const imports = modules.map(
    (id, at) => `import { styled as styled${at + 1} } from ${JSON.stringify(id)};\n`,
  );
  return imports.join('') + edited(code, edits);
}

/**
 * Imports that only the functions have needed that are taken out. A bundler would drop what they bring only after it has
 * laid out its chunks, and the style of a part that another page shows would come with the first page.
 */
function unneeded({ body }: ESTree.Program, code: string): Span[] {
  const left = minifySync('style.js', code, { module: true, mangle: false, compress: {} }).code;
  return body.filter(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      new RegExp(`(?:^|;)import ?${JSON.stringify(statement.source.value)}`, 'm').test(left),
  );
}

/** What a statement exports, and where that is written. */
function exportsOf(statement: ESTree.Statement | ESTree.ModuleDeclaration): (Span & { name: string })[] {
  if (statement.type === 'ExportDefaultDeclaration')
    return [{ name: 'default', start: statement.start, end: statement.end }];
  if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration')
    return [];
  return statement.declaration.declarations.flatMap(({ id, start, end }) =>
    id.type === 'Identifier' ? [{ name: id.name, start, end }] : [],
  );
}

/** As Ant Design names it: `'Button'` is kept as `Button-Button`, `['Button', 'compact']` as `Button-compact`. */
function nameOf(part: ESTree.Argument): string | null {
  if (part.type === 'Literal') return typeof part.value === 'string' ? `${part.value}-${part.value}` : null;
  if (part.type !== 'ArrayExpression') return null;
  const words = part.elements.map((word) => (word?.type === 'Literal' ? word.value : null));
  return words.every((word) => typeof word === 'string') ? words.join('-') : null;
}

/** The text after edits that do not overlap; of those inside of another one nothing stays. */
function edited(code: string, edits: readonly (Span & { text: string })[]): string {
  const outer = edits.filter((one) => !edits.some((other) => other.start < one.start && one.end < other.end));
  let text = '';
  let at = 0;
  for (const edit of outer.toSorted((one, other) => one.start - other.start)) {
    text += code.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + code.slice(at);
}
