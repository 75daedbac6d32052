import type { FailureView } from '@slipstream/shared';

const COLUMNS = [
  'id',
  'state',
  'recordedAt',
  'direction',
  'sourceTopic',
  'sourceBroker',
  'sourceQueue',
  'sourceOffset',
  'targetTopic',
  'targetBroker',
  'targetQueue',
  'uniqueKey',
  'keys',
  'tag',
  'storedAt',
  'bodyBytes',
  'propertyBytes',
  'said',
  'tries',
  'retrySaid',
  'sentOffset',
  'changedAt',
  'deadLetterTopic',
  'deadLetterOffset',
  'deadLetterSaid',
] as const satisfies readonly (keyof FailureView)[];

/** Spreadsheets open UTF-8 without this as something else. */
const BYTE_ORDER_MARK = '\uFEFF';
/** What makes a spreadsheet take a cell for a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** One line per failure under a line of names (RFC 4180). Cells that a spreadsheet would run are quoted by an apostrophe. */
export async function* failuresAsCsv(
  pages: AsyncIterable<readonly FailureView[]>,
): AsyncGenerator<string, void> {
  yield `${BYTE_ORDER_MARK}${COLUMNS.join(',')}\r\n`;
  for await (const page of pages)
    yield page.map((failure) => `${COLUMNS.map((name) => cell(failure[name])).join(',')}\r\n`).join('');
}

/** One JSON object per line, as the API answers it. */
export async function* failuresAsNdjson(
  pages: AsyncIterable<readonly FailureView[]>,
): AsyncGenerator<string, void> {
  for await (const page of pages) yield page.map((failure) => `${JSON.stringify(failure)}\n`).join('');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
