import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.js';

describe('CSV (W-01, W-03)', () => {
  it('quotes what would break a row, and leaves unknown figures empty', () =>
    expect(
      toCsv([
        ['name', 'lag'],
        ['a,"b"\nc', 5],
        ['订单', null],
      ]),
    ).toBe('name,lag\r\n"a,""b""\nc",5\r\n订单,\r\n'));
  it('keeps spreadsheets from running names, and keeps numbers numbers', () =>
    expect(toCsv([['=HYPERLINK("x")', '-12', '@a', -3]])).toBe('"\'=HYPERLINK(""x"")",-12,\'@a,-3\r\n'));
  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', ' =1', '\n=1'])('marks %j as text', (text) =>
    expect(toCsv([[text]])).toContain(`'${text}`),
  );
});
