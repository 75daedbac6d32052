/** A cell of a table: text, a figure as it is, or nothing where nothing is known. */
export type CsvCell = string | number | null;

/** Rows as CSV (RFC 4180). Text that a spreadsheet would run as a formula is marked as text. */
export function toCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

/** Hands rows to the browser as a file. */
export function downloadCsv(fileName: string, rows: readonly (readonly CsvCell[])[]): void {
  const link = document.createElement('a');
  // The mark makes spreadsheets read it as UTF-8.
  link.href = URL.createObjectURL(new Blob(['\uFEFF', toCsv(rows)], { type: 'text/csv;charset=utf-8' }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // White space before the sign does not keep a spreadsheet from reading a formula.
  const text = /^\s*[=+\-@]|^[\t\r\n]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
