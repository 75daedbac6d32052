/**
 * How well a text fits what was typed: null when its letters do not all follow one another in the text, else higher for
 * a better fit. Letters that stand together and at the start of a word count more, and so does a short text.
 */
export function fuzzyScore(typed: string, text: string): number | null {
  const wanted = Array.from(typed.toLowerCase().replace(/\s+/g, ''));
  const letters = Array.from(text.toLowerCase());
  const whole = text.toLowerCase().indexOf(typed.trim().toLowerCase());
  let score = whole === -1 ? 0 : 20 - Math.min(whole, 10);
  let at = 0;
  let last = -2;
  for (const letter of wanted) {
    const found = letters.indexOf(letter, at);
    if (found === -1) return null;
    const startsWord = found === 0 || /[\s\-_./:]/.test(letters[found - 1] ?? '');
    score += 1 + (found === last + 1 ? 3 : 0) + (startsWord ? 2 : 0);
    last = found;
    at = found + 1;
  }
  return score - letters.length / 100;
}

/** The entries that fit what was typed, best first; all of them, in their order, when nothing was typed. */
export function fuzzyFilter<T>(
  typed: string,
  entries: readonly T[],
  textOf: (entry: T) => string,
  limit: number,
): T[] {
  if (typed.trim() === '') return entries.slice(0, limit);
  return entries
    .flatMap((entry) => {
      const score = fuzzyScore(typed, textOf(entry));
      return score === null ? [] : [{ entry, score }];
    })
    .toSorted((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ entry }) => entry);
}
