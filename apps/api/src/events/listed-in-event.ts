/** Most entries of a list that one event holds. */
const LISTED_MAX = 200;

/** A list as an event holds it: what is too long is cut, and says how much is missing. */
export function listedInEvent(texts: readonly string[]): string[] {
  const more = texts.length - LISTED_MAX;
  return more > 0 ? [...texts.slice(0, LISTED_MAX), `… ${more} more`] : [...texts];
}
