import { describe, expect, it } from 'vitest';
import { renderBase, renderStyle, USUAL_ORDER, type StyledPart } from './render-styles.js';

const BUTTON: StyledPart = {
  name: 'Button-Button',
  module: 'button/style/index.js',
  exported: 'default',
  kind: 'hook',
  prefix: 'ant-btn',
  root: 'ant-btn',
};

describe('the style of a part of Ant Design is written while the console is built', () => {
  it('with the values of the theme as variables, so that light and dark share it', () => {
    const { css, order } = renderStyle(BUTTON);
    expect(css).toMatch(/^\.ant-btn\{/);
    expect(css).toContain('var(--ant-');
    expect(order).toBe(USUAL_ORDER);
  });

  it('with its animations', () => {
    const spin = { ...BUTTON, name: 'Spin-Spin', module: 'spin/style/index.js', prefix: 'ant-spin' };
    expect(renderStyle(spin).keyframes.get('antSpinMove')).toMatch(/^@keyframes antSpinMove/);
  });

  it('for all inside of it by the class that it hangs on', () => {
    const css = renderStyle({ ...BUTTON, root: 'ant-btn-css-var' }).css;
    expect(css).toContain('.ant-btn-css-var [class^="ant-btn"]');
  });

  it('and tells which ones stand before others', () => {
    const form = { ...BUTTON, name: 'Form-Form', module: 'form/style/index.js', prefix: 'ant-form' };
    expect(renderStyle(form).order).toBeLessThan(USUAL_ORDER);
  });

  it('links and icons have theirs, which no part has', () => {
    const base = renderBase(BUTTON);
    expect(base).toContain('.anticon{');
    expect(base).toContain('a{color:var(--ant-color-link)');
  });

  it('a part that is not where it is said to be fails', () => {
    expect(() => renderStyle({ ...BUTTON, exported: 'useButton' })).toThrow(
      'antd/lib/button/style/index.js exports no useButton',
    );
    expect(() => renderStyle({ ...BUTTON, name: 'Button-Knob' })).toThrow(
      'Ant Design made no style of Button-Knob/ant-btn',
    );
  });
});
