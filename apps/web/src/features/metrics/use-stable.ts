import { useState } from 'react';

/** The first of a row of equal values: what is given it is not drawn again for a value that says the same. */
export function useStable<T>(value: T, equal: (a: T, b: T) => boolean): T {
  const [kept, setKept] = useState(value);
  if (kept === value || equal(kept, value)) return kept;
  setKept(value);
  return value;
}

/** Two lists of flat objects that hold the same. */
export function sameRows<T extends object>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((row, index) => sameRow(row, b[index]));
}

function sameRow<T extends object>(a: T, b: T | undefined): boolean {
  if (b === undefined) return false;
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}
