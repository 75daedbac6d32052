/**
 * Puts a text on the clipboard. Browsers give `navigator.clipboard` to pages served over HTTPS only, and this console is often
 * opened over plain HTTP: there a field that is selected and copied does it.
 *
 * @returns false when the browser refuses both
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
  }
}
