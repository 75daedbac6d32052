import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Kept free under the table, px: the card's and the page's padding. */
const BELOW = 58;
/** Head of the table, px. */
const HEAD = 45;
const LEAST = 280;
/** What stands above the table in a wide window with nothing to say, px: taken until it is measured, as the rows are drawn twice when it is wrong. */
const ABOVE = 195;

/** Height for a table's body that ends with the window, px; it follows the window and what stands above the table. */
export function useTableHeight(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(() => heightBelow(ABOVE));
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = (box.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      setHeight(heightBelow(top));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  });
  return [box, height];
}

function heightBelow(top: number): number {
  return Math.max(LEAST, Math.round(window.innerHeight - top - HEAD - BELOW));
}
