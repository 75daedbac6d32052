/** Languages that put a comma before each three digits and a point before the fraction. */
const COMMAS: ReadonlySet<string> = new Set(['en', 'zh']);

/**
 * A number with the language's separators and without zeros at the end. `Intl.NumberFormat` writes ours just so, but a browser
 * takes tens of ms for its first use, and every page begins with numbers.
 *
 * @param digits behind the point at most, 0 to 100
 */
export function formatNumber(value: number | bigint, digits: number, language: string): string {
  if (!COMMAS.has(language))
    return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  const text = typeof value === 'bigint' ? String(value) : value.toFixed(digits);
  const [whole = '', fraction = ''] = text.split('.');
  const rest = fraction.replace(/0+$/, '');
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (rest === '' ? '' : `.${rest}`);
}
