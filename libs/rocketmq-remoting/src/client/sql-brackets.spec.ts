import { describe, expect, it } from 'vitest';

import { closesUnopenedBracket } from './sql-brackets.js';

describe('brackets of an SQL-92 expression', () => {
  it.each(['', 'n > 1', '(n > 1)', '((a))', "a = ')'", "a = 'it''s)'", '(n', 'n > 1 -- )', 'n /* ) */ > 1'])(
    'are closed after they are opened in %j',
    (expression) => expect(closesUnopenedBracket(expression)).toBe(false),
  );

  it.each([')', 'n > 1)', '(n > 1))', 'n > 1) OR (n < 0', "a = '(' )", 'n -- (\n)'])(
    'are closed without being opened in %j',
    (expression) => expect(closesUnopenedBracket(expression)).toBe(true),
  );
});
