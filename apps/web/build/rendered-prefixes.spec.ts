import { describe, expect, it } from 'vitest';
import { stylesTheBuildLacks } from './rendered-prefixes.js';

/** A document with styles as Ant Design marks them: `hash|name|prefix|prefix of icons`. */
function documentWith(...paths: string[]): Document {
  const page = document.implementation.createHTMLDocument();
  for (const path of paths) {
    const style = page.head.appendChild(page.createElement('style'));
    style.dataset['cachePath'] = path;
    style.textContent = 'a { color: red }';
  }
  return page;
}

describe('styles that a spec has seen and a build would lack', () => {
  it('are none while all are in the table', () => {
    const page = documentWith(
      '|Button-Button|ant-btn|anticon',
      'css-1|Grid-Grid|ant-col|anticon',
      '|Shared|ant',
    );
    expect(stylesTheBuildLacks(page)).toEqual([]);
  });

  it('are those whose rules begin with another class', () => {
    expect(stylesTheBuildLacks(documentWith('|Table-Table|ant-table|anticon'))).toEqual([
      'Table-Table of .ant-table',
    ]);
  });

  it('are those of a part that is not, or has another class', () => {
    const page = documentWith('|Rate-Rate|ant-rate|anticon', '|Menu-Menu|ant-dropdown-menu|anticon');
    expect(stylesTheBuildLacks(page)).toEqual(['Rate-Rate of .ant-rate', 'Menu-Menu of .ant-dropdown-menu']);
  });
});
