import { describe, expect, it } from 'vitest';
import { withoutStyles, type StyleCall } from './style-calls.js';

/** What is left of a module, and the calls found in it. */
function taken(code: string): { code: string; calls: StyleCall[] } {
  const calls: StyleCall[] = [];
  const left = withoutStyles(code, (call) => {
    calls.push(call);
    return `styled-${calls.length}`;
  });
  return { code: left, calls };
}

describe('a module of Ant Design loses what makes its styles', () => {
  it('and keeps what the variables of its theme need', () => {
    const { code, calls } = taken(
      "const look = () => ({});\nexport default genStyleHooks('Button', (token) => look(token), prepare, { unitless });",
    );
    expect(code).toContain('/* @__PURE__ */ styled1(/* @__PURE__ */ genStyleHooks(');
    expect(code).toContain("'Button', null, prepare, { unitless }))");
    expect(code).toContain('import { styled as styled1 } from "styled-1";');
    expect(calls).toEqual([{ name: 'Button-Button', exported: 'default', kind: 'hook' }]);
  });

  it.each<[string, StyleCall]>([
    [
      "export const useRow = genStyleHooks('Grid', row);",
      { name: 'Grid-Grid', exported: 'useRow', kind: 'hook' },
    ],
    [
      "export default genSubStyleComponent(['Form', 'item-item'], look);",
      { name: 'Form-item-item', exported: 'default', kind: 'component' },
    ],
    [
      "export default genComponentStyleHook('Wave', look);",
      { name: 'Wave-Wave', exported: 'default', kind: 'hook' },
    ],
    [
      "export default (prefix) => { const use = genStyleHooks('Menu', () => look()); return use(prefix); };",
      { name: 'Menu-Menu', exported: 'default', kind: 'hook' },
    ],
  ])('however it is written: %s', (code, call) => {
    expect(taken(code).calls).toEqual([call]);
  });

  it('with the imports that nothing else needs, so that the parts of other pages stay with these', () => {
    const { code } = taken(
      "import { width } from '../grid';\nimport { unit } from 'units';\nconst look = () => width();\nexport const prepare = () => unit(1);\nexport default genStyleHooks('Modal', look, prepare);",
    );
    expect(code).not.toContain('../grid');
    expect(code).toContain("from 'units'");
  });

  it.each([
    ['the name is not written out', 'export default genStyleHooks(name, look);'],
    ['nothing is exported', "const use = genStyleHooks('Button', look);"],
    ['there is no style', "export default genStyleHooks('Button');"],
  ])('and the build fails where %s', (_why, code) => {
    expect(() => taken(code)).toThrow('not understood: genStyleHooks(');
  });

  it('as does one that is called in a way that is not known', () => {
    expect(() => taken("export default styles.genStyleHooks('Button', look);")).toThrow(
      '1 calls are written, 0 found',
    );
  });
});
